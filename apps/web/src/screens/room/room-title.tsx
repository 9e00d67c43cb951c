import { lineFault, visibleLine } from '@inkroom/shared';
import { Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { Stack } from '../../ui/layout';
import { Pressable } from '../../ui/pressable';
import { Span } from '../../ui/text';
import styles from './room-title.module.css';

/** What the room is called; its hosts can change that. */
export function RoomTitle() {
  const t = useTranslations('shell.room');
  const title = useRoomView((view) => view.state.title);
  const roomId = useRoomView((view) => view.state.roomId);
  const host = useRoomView((view) => view.you?.role === 'host');
  const [open, setOpen] = useState(false);
  const shown = title || t('untitled', { code: roomId });
  return (
    <h1 className={styles.title} data-testid="room-title">
      {host ? (
        <Dialog
          title={t('rename')}
          open={open}
          onOpenChange={setOpen}
          trigger={
            <Pressable className={styles.button} title={t('rename')} data-testid="rename-room">
              <Span look="truncate">{shown}</Span>
              <Pencil size="0.9rem" color="var(--color-ink-muted)" />
            </Pressable>
          }
        >
          <TitleForm title={title} onDone={() => setOpen(false)} />
        </Dialog>
      ) : (
        <Span look="truncate block">{shown}</Span>
      )}
    </h1>
  );
}

function TitleForm({ title, onDone }: { title: string; onDone(): void }) {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const max = useRoomView((view) => view.limits.titleLengthMax);
  const [text, setText] = useState(title);
  const tooLong = lineFault(text, max) === 'too_long';
  return (
    <Stack
      as="form"
      gap={4}
      className={styles.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (tooLong) return;
        const line = visibleLine(text);
        if (line !== title) client.submit({ kind: 'room.title', title: line });
        onDone();
      }}
    >
      <TextField
        label={t('renameLabel')}
        hint={t('renameHint')}
        value={text}
        error={tooLong ? t('titleTooLong', { max }) : undefined}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        data-testid="room-title-field"
      />
      <Button type="submit" variant="primary" data-testid="room-title-save">
        {t('renameSave')}
      </Button>
    </Stack>
  );
}
