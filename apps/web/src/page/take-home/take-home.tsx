import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Dialog } from '../../ui/dialog';
import { Stack } from '../../ui/layout';
import type { Opened } from '../../ui/opener';
import { OwnDigits } from './own-digits';
import { PageFiles } from './page-files';
import { RoomFiles } from './room-files';

interface Props extends Opened {
  /** The page that is offered first; the shown one when left out. */
  page?: number;
}

/** All that one may take home of a room, as files: pages, one's own digits, and for hosts corrections and the whole room. */
export function TakeHomeDialog({ page, onClose }: Props) {
  const t = useTranslations('takeHome');
  const role = useRoomView((view) => view.you?.role);
  return (
    <Dialog title={t('title')} description={t('hint')} open onOpenChange={onClose} wide>
      <Stack gap={5} data-testid="take-home">
        <PageFiles first={page} />
        {role === 'viewer' ? null : <OwnDigits />}
        {role === 'host' ? <RoomFiles /> : null}
      </Stack>
    </Dialog>
  );
}
