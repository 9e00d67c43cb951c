import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Stack } from '../ui/layout';
import { SwitchField } from '../ui/switch-field';
import { Text } from '../ui/text';
import styles from './people.module.css';

/** What a host decides for the whole class. */
export function ClassSwitches() {
  const t = useTranslations('shell.people');
  const client = useRoomClient();
  const locked = useRoomView((view) => view.state.locked);
  const paused = useRoomView((view) => view.state.paused);
  const namesHidden = useRoomView((view) => view.state.namesHidden);
  const apart = useRoomView((view) => view.state.apart);
  return (
    <Stack as="section" gap={3} className={styles.class} aria-label={t('classTitle')}>
      <Text as="h2" look="muted s">
        {t('classTitle')}
      </Text>
      <SwitchField
        label={t('pause')}
        hint={t('pauseHint')}
        checked={paused}
        onChange={(next) => client.submit({ kind: 'room.pause', paused: next })}
        testId="pause-room"
      />
      <SwitchField
        label={t('apart')}
        hint={t('apartHint')}
        checked={apart}
        onChange={(next) => client.setApart(next)}
        testId="work-apart"
      />
      <SwitchField
        label={t('lock')}
        hint={t('lockHint')}
        checked={locked}
        onChange={(next) => client.submit({ kind: 'room.lock', locked: next })}
        testId="lock-room"
      />
      <SwitchField
        label={t('hideNames')}
        hint={t('hideNamesHint')}
        checked={namesHidden}
        onChange={(next) => client.submit({ kind: 'room.names', hidden: next })}
        testId="hide-names"
      />
    </Stack>
  );
}
