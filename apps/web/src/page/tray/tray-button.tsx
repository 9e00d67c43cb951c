import { shownPage } from '@inkroom/client';
import { Layers } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { IconButton } from '../../ui/icon-button';
import { pageUi, usePageUi } from '../page-store';
import styles from './tray-button.module.css';
import { whyItWaits } from './waiting';

/** How many cells of the shown page wait for one's word; opens the tray that they lie in. */
export function TrayButton({ className }: { className?: string | undefined }) {
  const t = useTranslations('page.tray');
  const isOpen = usePageUi((ui) => ui.tray);
  const count = useRoomView((view) => {
    const { you, state } = view;
    if (!you) return 0;
    return Object.values(shownPage(view).cells).filter((cell) => whyItWaits(cell, you, state)).length;
  });
  return (
    <IconButton
      label={t('open', { count })}
      shortcut="N"
      icon={
        <span className={styles.icon}>
          <Layers />
          {count > 0 ? <span className={styles.count}>{count > 99 ? '99+' : count}</span> : null}
        </span>
      }
      className={className}
      aria-expanded={isOpen}
      aria-keyshortcuts="N"
      onClick={() => pageUi.setState({ tray: !isOpen })}
      data-testid="tray-open"
      data-count={count}
    />
  );
}
