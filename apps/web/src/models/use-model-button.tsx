import { needsGate } from '@inkroom/shared';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useHostOnly } from '../core/room-roles';
import { Button, type ButtonProps } from '../ui/button';
import { PromoteDialog } from './promote-dialog';

interface Props {
  versionId: string;
  variant?: ButtonProps['variant'];
  size?: ButtonProps['size'];
  label?: string;
  /** Its name for screen readers, where the label is too short to stand alone. */
  name?: string;
  icon?: ButtonProps['icon'];
  testId: string;
}

/** Makes a version read the page from the next stroke on: one that was live before by its own merit at once, any other past the gate. */
export function UseModelButton({ versionId, variant = 'secondary', size, label, name, icon, testId }: Props) {
  const t = useTranslations('models');
  const client = useRoomClient();
  const hostOnly = useHostOnly();
  const live = useRoomView((view) => view.state.champion === versionId);
  const gated = useRoomView((view) => needsGate(view.state, versionId));
  const [asking, setAsking] = useState(false);
  if (live) {
    return (
      <Button variant="ghost" size={size} icon={<Check />} unavailable={t('inUse')} data-testid={testId}>
        {t('inUse')}
      </Button>
    );
  }
  return (
    <>
      <Button
        variant={variant}
        size={size}
        icon={icon}
        unavailable={hostOnly}
        aria-label={name}
        data-testid={testId}
        // A refusal is shown by `RoomEvents`; the button only waits for the outcome.
        onClick={() => (gated ? setAsking(true) : client.settled(client.promote(versionId)))}
      >
        {label ?? t('use')}
      </Button>
      {asking ? <PromoteDialog versionId={versionId} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
