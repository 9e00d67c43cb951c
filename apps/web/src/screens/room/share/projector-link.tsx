import { Projector } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { projectorPath } from '../../../core/room-path';
import { useRoomView } from '../../../core/room-provider';
import { ButtonLink } from '../../../ui/button-link';
import { Stack } from '../../../ui/layout';
import { Text } from '../../../ui/text';

/** Opens the projector view. It only watches, whichever link it comes by. */
export function ProjectorLink() {
  const t = useTranslations('projector');
  const roomId = useRoomView((view) => view.state.roomId);
  const key = useRoomView(({ links }) => links.watch ?? links.write);
  return (
    <Stack gap={2}>
      <div>
        <ButtonLink
          href={projectorPath({ roomId, ...(key ? { key } : {}) })}
          variant="secondary"
          icon={<Projector />}
          apart
          testId="open-projector"
        >
          {t('open')}
        </ButtonLink>
      </div>
      <Text look="faint s">{t('openHint')}</Text>
    </Stack>
  );
}
