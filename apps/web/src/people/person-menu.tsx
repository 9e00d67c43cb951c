import type { GivenRole, Person } from '@inkroom/shared';
import { Crown, Eye, type LucideIcon, Pencil, TextCursorInput, UserX } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useErrorText } from '../core/use-error-text';
import { Button } from '../ui/button';
import { Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Pressable } from '../ui/pressable';
import { useToast } from '../ui/toast';
import styles from './people.module.css';
import { RenameForm } from './rename-form';

interface RoleChange {
  role: GivenRole;
  text: 'makeHost' | 'letWrite' | 'makeWriter' | 'stepDown' | 'onlyWatch';
  icon: LucideIcon;
}

/** What a host can do about somebody, and everybody about themselves. */
export function PersonMenu({ person, onDone }: { person: Person; onDone(): void }) {
  const t = useTranslations('shell.people');
  const client = useRoomClient();
  const you = useRoomView((view) => view.you);
  const [step, setStep] = useState<'choose' | 'rename' | 'remove'>('choose');
  const isYou = person.id === you?.id;
  const isHost = you?.role === 'host';

  if (step === 'rename') return <RenameForm person={person} onDone={onDone} />;
  if (step === 'remove') return <RemoveQuestion person={person} onDone={onDone} onBack={() => setStep('choose')} />;
  return (
    <Stack data-testid="person-menu">
      <Pressable look="listRow" className={styles.deed} onClick={() => setStep('rename')} data-testid="rename-person">
        <TextCursorInput size="1.05rem" aria-hidden />
        {t('rename')}
      </Pressable>
      {(isHost ? roleChanges(person, isYou) : []).map(({ role, text, icon: Icon }) => (
        <Pressable
          key={text}
          look="listRow"
          className={styles.deed}
          onClick={() => {
            client.giveRole(person.id, role);
            onDone();
          }}
          data-testid={`give-${role}`}
        >
          <Icon size="1.05rem" aria-hidden />
          {t(text)}
        </Pressable>
      ))}
      {isHost && !isYou ? (
        <Pressable look="listRow" className={styles.deed} onClick={() => setStep('remove')} data-testid="remove-person">
          <UserX size="1.05rem" color="var(--color-bad)" aria-hidden />
          {t('remove')}
        </Pressable>
      ) : null}
    </Stack>
  );
}

function roleChanges({ role }: Person, isYou: boolean): RoleChange[] {
  const changes: RoleChange[] = [];
  if (role !== 'host') changes.push({ role: 'host', text: 'makeHost', icon: Crown });
  if (role === 'host') changes.push({ role: 'writer', text: isYou ? 'stepDown' : 'makeWriter', icon: Pencil });
  else if (role === 'viewer') changes.push({ role: 'writer', text: 'letWrite', icon: Pencil });
  if (role === 'writer') changes.push({ role: 'viewer', text: 'onlyWatch', icon: Eye });
  return changes;
}

function RemoveQuestion({ person, onDone, onBack }: { person: Person; onDone(): void; onBack(): void }) {
  const t = useTranslations('shell.people');
  const share = useTranslations('shell.share');
  const errorText = useErrorText();
  const client = useRoomClient();
  const toast = useToast();
  const remove = () => client.settled(client.giveRole(person.id, 'removed'));
  const removeAndRenew = async () => {
    const removed = await remove();
    // A refusal is shown by `RoomEvents`.
    if (!removed.ok) return;
    const renewed = await client.renewLink('write');
    toast.show({ text: renewed.ok ? share('renewed') : errorText(renewed.error) });
    onDone();
  };
  return (
    <Notice
      tone="warn"
      title={t('removeAsk', { name: person.name || t('someone') })}
      testId="remove-question"
      actions={
        <>
          <Button
            variant="danger"
            onClick={() => {
              void remove();
              onDone();
            }}
            data-testid="remove-confirm"
          >
            {t('removeConfirm')}
          </Button>
          <Button variant="danger" onClick={removeAndRenew} data-testid="remove-and-renew">
            {t('removeAndRenew')}
          </Button>
          <Button variant="ghost" onClick={onBack}>
            {t('back')}
          </Button>
        </>
      }
    >
      {t('removeText')}
    </Notice>
  );
}
