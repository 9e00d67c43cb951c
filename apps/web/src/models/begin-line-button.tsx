import { Flag } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useHostOnly } from '../core/room-roles';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Row } from '../ui/layout';
import { useVersionName } from './version-name';

interface Props {
  /** A shipped one. */
  versionId: string;
  onBegun?(): void;
}

/** Begins the line of the room's models anew with a shipped one, once a host has read what that means. */
export function BeginLineButton({ versionId, onBegun }: Props) {
  const t = useTranslations('models.begin');
  const client = useRoomClient();
  const hostOnly = useHostOnly();
  const name = useVersionName();
  const best = useRoomView((view) => view.state.best);
  const [asking, setAsking] = useState(false);
  const version = name(versionId);
  const begin = async () => {
    const settled = await client.settled(client.beginLine(versionId));
    // A refusal is shown by `RoomEvents`.
    setAsking(false);
    if (settled.ok) onBegun?.();
  };
  return (
    <>
      <Button
        size="s"
        variant="ghost"
        icon={<Flag />}
        unavailable={hostOnly}
        aria-label={t('openNamed', { version })}
        onClick={() => setAsking(true)}
        data-testid={`begin-${versionId}`}
      >
        {t('open')}
      </Button>
      {asking ? (
        <Dialog
          open
          onOpenChange={setAsking}
          title={t('title', { version })}
          description={t('text', { best: name(best) })}
        >
          <Row wrap spread="end" gap={2}>
            <Button variant="ghost" onClick={() => setAsking(false)}>
              {t('cancel')}
            </Button>
            <Button variant="primary" onClick={begin} data-testid="begin-confirm">
              {t('confirm')}
            </Button>
          </Row>
        </Dialog>
      ) : null}
    </>
  );
}
