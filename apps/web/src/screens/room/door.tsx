import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { SettingsMenu } from '../../core/settings/settings-menu';
import { Row, Stack } from '../../ui/layout';
import { Link } from '../../ui/link';
import { Brand } from '../../ui/mark';
import styles from './door.module.css';

/** The door of a room: a card on squared paper, with what it asks. */
export function Door({ children }: { children: ReactNode }) {
  const common = useTranslations('shell.common');
  return (
    <Stack className={`squared-paper ${styles.page}`}>
      <Row as="header" spread="between" className={styles.header}>
        <Link href="/" className={styles.home} aria-label={common('home')}>
          <Brand />
        </Link>
        <SettingsMenu />
      </Row>
      <main className={styles.main}>
        <div className={styles.card}>{children}</div>
      </main>
    </Stack>
  );
}
