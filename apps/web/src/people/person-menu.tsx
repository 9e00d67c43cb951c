import type { GivenRole, Person } from '@inkroom/shared';
import { Brush, Crown, Eye, type LucideIcon, Pencil, TextCursorInput, UserRoundCheck, UserX } from 'lucide-react';
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
  text: 'makeHost' | 'letWrite' | 'makeWriter' | 'stepDown' | 'onlyWatch' | 'letBackIn';
  icon: LucideIcon;
}

interface Props {
  person: Person;
  /** They are in the room; else they have left it or were removed. */
  isHere: boolean;
  /** The shown page holds ink of theirs. */
  hasInkHere: boolean;
  onDone(): void;
}

/** What a host can do about somebody, and everybody about themselves. */
export function PersonMenu({ person, isHere, hasInkHere, onDone }: Props) {
  const t = useTranslations('shell.people');
  const client = useRoomClient();
  const you = useRoomView((view) => view.you);
  const isRemoved = useRoomView((view) => view.state.roles[person.id] === 'removed');
  const page = useRoomView((view) => view.page);
  const [step, setStep] = useState<'choose' | 'rename' | 'remove'>('choose');
  const isYou = person.id === you?.id;
  const isHost = you?.role === 'host';

  const changes = !isHost ? [] : isRemoved ? [LET_BACK_IN] : isHere ? roleChanges(person, isYou) : [];

  if (step === 'rename') return <RenameForm person={person} onDone={onDone} />;
  if (step === 'remove') return <RemoveQuestion person={person} onDone={onDone} onBack={() => setStep('choose')} />;
  return (
    <Stack data-testid="person-menu">
      {isHere ? (
        <Pressable look="listRow" className={styles.deed} onClick={() => setStep('rename')} data-testid="rename-person">
          <TextCursorInput size="1.05rem" aria-hidden />
          {t('rename')}
        </Pressable>
      ) : null}
      {isHost && hasInkHere ? (
        <Pressable
          look="listRow"
          className={styles.deed}
          onClick={() => {
            client.clear({ personId: person.id });
            onDone();
          }}
          data-testid="clear-person"
        >
          <Brush size="1.05rem" aria-hidden />
          {t('clearInk', { page })}
        </Pressable>
      ) : null}
      {changes.map(({ role, text, icon: Icon }) => (
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
      {isHost && isHere && !isYou ? (
        <Pressable look="listRow" className={styles.deed} onClick={() => setStep('remove')} data-testid="remove-person">
          <UserX size="1.05rem" color="var(--color-bad)" aria-hidden />
          {t('remove')}
        </Pressable>
      ) : null}
    </Stack>
  );
}

const LET_BACK_IN: RoleChange = { role: 'writer', text: 'letBackIn', icon: UserRoundCheck };

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
          {/* What was pressed is gone: keys must not go to the page. */}
          <Button variant="ghost" onClick={onBack} autoFocus>
            {t('back')}
          </Button>
        </>
      }
    >
      {t('removeText')}
    </Notice>
  );
}
