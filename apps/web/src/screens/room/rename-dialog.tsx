import { lineFault, visibleLine } from '@inkroom/shared';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { Stack } from '../../ui/layout';
import type { Opened } from '../../ui/opener';
import styles from './room-title.module.css';

/** Has a host give the room another title. */
export function RenameDialog({ onClose }: Opened) {
  const t = useTranslations('shell.room');
  const title = useRoomView((view) => view.state.title);
  return (
    <Dialog title={t('rename')} open onOpenChange={onClose}>
      <TitleForm title={title} onDone={onClose} />
    </Dialog>
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
