'use client';

import { cellCount, isPageFull } from '@inkroom/shared';
import { BookOpen, Rows3 } from 'lucide-react';
import { AlertDialog } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Tooltip } from '../../ui/tooltip';
import styles from './page-controls.module.css';

/** Which page this is and how full; the host's means to grow and turn it, and a writer's to grow it once it is full. */
export function PageControls() {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const page = useRoomView((view) => view.state.page);
  const rows = useRoomView((view) => view.state.rows);
  const rowsMax = useRoomView((view) => view.limits.pageRowsMax);
  const host = useRoomView((view) => view.you?.role === 'host');
  const viewer = useRoomView((view) => view.you?.role === 'viewer');
  const full = useRoomView((view) => isPageFull(view.state));
  const written = useRoomView((view) => {
    let count = 0;
    for (const cell of Object.values(view.state.cells)) if (cell.strokes.length > 0) count++;
    return count;
  });
  const [asking, setAsking] = useState(false);
  const total = cellCount(rows);
  const mayGrow = rows < rowsMax;
  return (
    <>
      <div className={styles.page} data-page-control>
        <span className={styles.name} data-testid="page-number" data-page={page}>
          {t('name', { page })}
        </span>
        <span className={styles.fill} role="img" aria-label={t('written', { written, total })}>
          <span style={{ transform: `scaleX(${written / total})` }} />
        </span>
        <span className={styles.count} aria-hidden>
          {t('count', { written, total })}
        </span>
        {host && mayGrow && !full ? (
          <Tooltip text={t('grow')}>
            <button
              type="button"
              className={styles.button}
              aria-label={t('grow')}
              data-testid="grow-page"
              onClick={() => client.growPage()}
            >
              <Rows3 aria-hidden />
            </button>
          </Tooltip>
        ) : null}
        {host && !full ? (
          <Tooltip text={t('turn')}>
            <button
              type="button"
              className={styles.button}
              aria-label={t('turn')}
              aria-disabled={written === 0 || undefined}
              data-testid="turn-page"
              onClick={() => written > 0 && setAsking(true)}
            >
              <BookOpen aria-hidden />
            </button>
          </Tooltip>
        ) : null}
      </div>
      {full && !viewer ? (
        <div className={styles.full} role="status" data-page-control>
          <span>{t(mayGrow || host ? 'full' : 'fullAskHost')}</span>
          {host ? (
            <Button size="s" icon={<BookOpen aria-hidden />} onClick={() => setAsking(true)} data-testid="turn-page">
              {t('turn')}
            </Button>
          ) : null}
          {mayGrow ? (
            <Button
              variant="primary"
              size="s"
              icon={<Rows3 aria-hidden />}
              onClick={() => client.growPage()}
              data-testid="grow-page"
            >
              {t('grow')}
            </Button>
          ) : null}
        </div>
      ) : null}
      <AlertDialog.Root open={asking} onOpenChange={setAsking}>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className={styles.scrim} />
          <AlertDialog.Content className={styles.dialog}>
            <AlertDialog.Title className={styles.title}>{t('askTitle')}</AlertDialog.Title>
            <AlertDialog.Description className={styles.text}>
              {t('askText', { free: total - written })}
            </AlertDialog.Description>
            <div className={styles.actions}>
              <AlertDialog.Cancel asChild>
                <Button>{t('stay')}</Button>
              </AlertDialog.Cancel>
              <AlertDialog.Action asChild>
                <Button variant="primary" data-testid="turn-page-confirm" onClick={() => client.turnPage()}>
                  {t('turn')}
                </Button>
              </AlertDialog.Action>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </>
  );
}
