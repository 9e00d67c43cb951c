import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import { Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import { Door } from './door';
import styles from './door.module.css';

interface Props {
  name: string;
  /** The room's name, if it is known. */
  title: string;
  /** This device hosts the room, which ends with whoever was here. */
  isHost: boolean;
  onYes(): void;
  onNo(): Promise<void>;
}

/** Asks at a device where somebody was in the room before: a tablet goes from hand to hand. */
export function IsThisYou({ name, title, isHost, onYes, onNo }: Props) {
  const t = useTranslations('shell.join');
  return (
    <Door>
      <Stack gap={4}>
        {title ? <Text look="faint s medium">{title}</Text> : null}
        <h1 className={styles.title}>{t('isThisYou', { name })}</h1>
        <Text look="muted">{isHost ? t('isThisYouHost') : t('isThisYouText')}</Text>
        <Button variant="primary" className={styles.submit} onClick={onYes} data-testid="go-on">
          {t('goOn', { name })}
        </Button>
        <Button className={styles.submit} onClick={onNo} data-testid="somebody-else">
          {t('somebodyElse')}
        </Button>
      </Stack>
    </Door>
  );
}
