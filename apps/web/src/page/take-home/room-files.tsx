import { fetchRoomFile, type RoomFile } from '@inkroom/client';
import { FileBox, FileDigit, FolderArchive, Route } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { saveBlob } from '../../core/save-file';
import { useErrorText } from '../../core/use-error-text';
import { Text } from '../../ui/text';
import { type FileKind, FileList, Part } from './file-list';
import { fileName, useSheetHeading } from './use-sheet-heading';

const ENDINGS: Record<RoomFile, string> = {
  images: 'images.zip',
  mnist: 'mnist.zip',
  strokes: 'strokes.jsonl.gz',
  room: 'inkroom',
};

/** What hosts alone may take home: the corrections, and the whole room. The server makes these files. */
export function RoomFiles() {
  const t = useTranslations('takeHome');
  const client = useRoomClient();
  const errorText = useErrorText();
  const { room } = useSheetHeading();
  const roomId = useRoomView((view) => view.state.roomId);
  const hidden = useRoomView((view) => view.state.namesHidden);
  const count = useRoomView(({ state: { samples } }) => samples.training + samples.holdout + samples.notDigits);

  const take = (file: RoomFile) => async () => {
    const { identity } = client;
    if (!identity) return errorText({ code: 'offline', message: '' });
    const fetched = await fetchRoomFile({ gatewayUrl: gatewayAddress(window.location.origin), roomId }, identity, file);
    if (!fetched.ok) return errorText(fetched.error);
    saveBlob(fetched.value, `${fileName(room)}.${ENDINGS[file]}`);
    return null;
  };
  const samples: FileKind[] = [
    { kind: 'images', icon: FolderArchive, make: take('images') },
    { kind: 'mnist', icon: FileDigit, make: take('mnist') },
    { kind: 'strokes', icon: Route, make: take('strokes') },
  ];
  return (
    <>
      <Part title={t('samples.title')} hint={t('samples.hint', { count })}>
        {count > 0 ? (
          <>
            <FileList files={samples} idPrefix="samples" />
            <Text look="faint s easy">{t(hidden ? 'samples.nameless' : 'samples.named')}</Text>
          </>
        ) : null}
      </Part>
      <Part title={t('room.title')} hint={t('room.hint')}>
        <FileList files={[{ kind: 'file', icon: FileBox, make: take('room') }]} idPrefix="room" />
        <Text look="faint s easy">{t('room.names')}</Text>
      </Part>
    </>
  );
}
