import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import styles from './skip-link.module.css';

/** For keys, the way past the bar to the paper: seen while it has the focus. No address, for the room's key stands in its fragment. */
export function SkipLink() {
  const t = useTranslations('shell.room');
  const toPaper = () => document.querySelector<HTMLElement>('[role=gridcell][tabindex="0"]')?.focus();
  return (
    <Button className={styles.skip} onClick={toPaper} data-testid="skip-to-paper">
      {t('toPaper')}
    </Button>
  );
}
