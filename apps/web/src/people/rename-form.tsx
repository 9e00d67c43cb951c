import { lineFault, type Person, visibleLine } from '@inkroom/shared';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Row, Stack } from '../ui/layout';

/** Another name for somebody, be it for oneself. */
export function RenameForm({ person, onDone }: { person: Person; onDone(): void }) {
  const t = useTranslations('shell.people');
  const join = useTranslations('shell.join');
  const client = useRoomClient();
  const max = useRoomView((view) => view.limits.nameLengthMax);
  // Without the number that tells them from another of that name.
  const given = person.name.replace(/ \(\d+\)$/, '');
  const [name, setName] = useState(given);
  const [tried, setTried] = useState(false);
  const fault = tried ? lineFault(name, max) : null;

  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lineFault(name, max)) return;
    const line = visibleLine(name);
    if (line !== given) client.rename(person.id, line);
    onDone();
  };

  return (
    <Stack as="form" gap={2} onSubmit={save} noValidate data-testid="rename-person-form">
      <TextField
        label={t('newName')}
        value={name}
        error={fault ? join(`nameFault.${fault}`, { max }) : undefined}
        autoComplete="off"
        // Whoever opens it is about to type.
        autoFocus
        onChange={(event) => setName(event.target.value)}
        data-testid="rename-person-field"
      />
      <Row gap={2}>
        <Button type="submit" variant="primary" data-testid="rename-person-save">
          {t('renameSave')}
        </Button>
        <Button variant="ghost" onClick={onDone}>
          {t('back')}
        </Button>
      </Row>
    </Stack>
  );
}
