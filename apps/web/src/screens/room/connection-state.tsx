import type { RoomView } from '@inkroom/client';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { StatusDot } from '../../ui/badge';
import { Row } from '../../ui/layout';
import { Span } from '../../ui/text';
import { useLasting } from '../../ui/use-lasting';
import { NARROW, useMediaQuery } from '../../ui/use-media-query';

/** ms: ink that is acknowledged sooner is not mentioned. */
const SLOW_STORE_MS = 1_200;

const TONES = {
  connecting: 'warn',
  reconnecting: 'warn',
  online: 'good',
  closed: 'bad',
  refused: 'bad',
} as const satisfies Record<RoomView['connection'], string>;

/** Whether one is connected, and whether what one wrote has arrived. */
export function ConnectionState() {
  const t = useTranslations('shell.room');
  const narrow = useMediaQuery(NARROW);
  const connection = useRoomView((view) => view.connection);
  const pending = useRoomView((view) => view.pending);
  const slow = useLasting(pending > 0, SLOW_STORE_MS);
  const text = connection === 'online' && slow && pending > 0 ? t('saving', { count: pending }) : t(connection);
  return (
    <Row
      as="span"
      gap={2}
      style={{ flex: 'none' }}
      data-testid="connection-state"
      data-state={connection}
      data-pending={pending}
      title={text}
    >
      <StatusDot tone={TONES[connection]} size={8} />
      <Span look="faint s nowrap" className={narrow ? 'visually-hidden' : undefined}>
        {text}
      </Span>
    </Row>
  );
}
