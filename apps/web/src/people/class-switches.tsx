import { EyeOff, Hand, Lock, VenetianMask } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ChallengeButton } from '../challenge/challenge-button';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Pressable } from '../ui/pressable';
import { Text } from '../ui/text';
import styles from './class-switches.module.css';

/** What a host decides for the whole class: one row of switches, what the one in question does, and a challenge. */
export function ClassSwitches({ onClose }: { onClose(): void }) {
  const t = useTranslations('shell.people');
  const client = useRoomClient();
  const hints = useId();
  const locked = useRoomView((view) => view.state.locked);
  const paused = useRoomView((view) => view.state.paused);
  const namesHidden = useRoomView((view) => view.state.namesHidden);
  const apart = useRoomView((view) => view.state.apart);
  const switches = [
    {
      ...{ id: 'pause-room', label: t('pause'), hint: t('pauseHint'), Icon: Hand, isOn: paused },
      set: (next: boolean) => client.submit({ kind: 'room.pause', paused: next }),
    },
    {
      ...{ id: 'work-apart', label: t('apart'), hint: t('apartHint'), Icon: EyeOff, isOn: apart },
      set: (next: boolean) => client.setApart(next),
    },
    {
      ...{ id: 'lock-room', label: t('lock'), hint: t('lockHint'), Icon: Lock, isOn: locked },
      set: (next: boolean) => client.submit({ kind: 'room.lock', locked: next }),
    },
    {
      ...{ id: 'hide-names', label: t('hideNames'), hint: t('hideNamesHint'), Icon: VenetianMask, isOn: namesHidden },
      set: (next: boolean) => client.submit({ kind: 'room.names', hidden: next }),
    },
  ];
  const [asked, setAsked] = useState<string | null>(null);
  const explained = asked ?? switches.find(({ isOn }) => isOn)?.id ?? null;
  return (
    <section className={styles.class} aria-label={t('classTitle')}>
      <div className={styles.switches}>
        {switches.map(({ id, label, hint, Icon, isOn, set }) => (
          <Pressable
            key={id}
            role="switch"
            className={styles.switch}
            aria-checked={isOn}
            aria-describedby={`${hints}-${id}`}
            title={hint}
            onClick={() => {
              set(!isOn);
              setAsked(id);
            }}
            onPointerEnter={() => setAsked(id)}
            onFocus={() => setAsked(id)}
            data-testid={id}
          >
            <Icon size="1.25rem" aria-hidden />
            {label}
          </Pressable>
        ))}
      </div>
      <div className={styles.hints}>
        <Text look="muted xs snug" data-shown={explained === null || undefined}>
          {t('classHint')}
        </Text>
        {switches.map(({ id, hint }) => (
          <Text key={id} look="muted xs snug" id={`${hints}-${id}`} data-shown={explained === id || undefined}>
            {hint}
          </Text>
        ))}
      </div>
      <ChallengeButton onStarted={onClose} />
    </section>
  );
}
