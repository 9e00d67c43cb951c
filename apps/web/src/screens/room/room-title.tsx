import { Pencil } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { firstUse } from '../../ui/first-use';
import { Opener } from '../../ui/opener';
import { Pressable } from '../../ui/pressable';
import { Span } from '../../ui/text';
import styles from './room-title.module.css';

const RenameDialog = firstUse(() => import('./rename-dialog').then((module) => module.RenameDialog));

/** What the room is called; its hosts can change that. */
export function RoomTitle() {
  const t = useTranslations('shell.room');
  const title = useRoomView((view) => view.state.title);
  const roomId = useRoomView((view) => view.state.roomId);
  const host = useRoomView((view) => view.you?.role === 'host');
  const shown = title || t('untitled', { code: roomId });
  return (
    <h1 className={styles.title} data-testid="room-title">
      {host ? (
        <Opener of={RenameDialog}>
          <Pressable className={styles.button} title={t('rename')} data-testid="rename-room">
            <Span look="truncate">{shown}</Span>
            <Pencil size="0.9rem" color="var(--color-ink-muted)" />
          </Pressable>
        </Opener>
      ) : (
        <Span look="truncate block">{shown}</Span>
      )}
    </h1>
  );
}
