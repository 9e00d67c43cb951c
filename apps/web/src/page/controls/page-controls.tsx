import { cellCount, isPageFull, mayBegin } from '@inkroom/shared';
import { BookOpen, Rows3 } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Row } from '../../ui/layout';
import { Span, Text } from '../../ui/text';
import styles from './page-controls.module.css';

/** Which page is open and how full it is. Hosts can add rows and turn it; writers can add rows once it is full. */
export function PageControls() {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const page = useRoomView((view) => view.state.page);
  const rows = useRoomView((view) => view.state.rows);
  const rowsMax = useRoomView((view) => view.limits.pageRowsMax);
  const host = useRoomView((view) => view.you?.role === 'host');
  const viewer = useRoomView((view) => view.you?.role === 'viewer');
  const full = useRoomView((view) => isPageFull(view.state));
  const kept = useRoomView(({ state, you, limits }) => you !== null && !mayBegin(state, you, limits));
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
        <Span look="bold" className={styles.name} data-testid="page-number" data-page={page}>
          {t('name', { page })}
        </Span>
        <span className={styles.fill} role="img" aria-label={t('written', { written, total })}>
          <span style={{ transform: `scaleX(${written / total})` }} />
        </span>
        <span className={styles.count} aria-hidden>
          {t('count', { written, total })}
        </span>
        {host && mayGrow && !full ? (
          <IconButton
            label={t('grow')}
            icon={<Rows3 />}
            className={styles.button}
            onClick={() => client.growPage()}
            data-testid="grow-page"
          />
        ) : null}
        {host && !full ? (
          <IconButton
            label={t('turn')}
            icon={<BookOpen />}
            disabled={written === 0}
            className={styles.button}
            onClick={() => setAsking(true)}
            data-testid="turn-page"
          />
        ) : null}
      </div>
      {(full || kept) && !viewer ? (
        <div className={styles.full} role="status" data-page-control>
          <span>{t(full ? (mayGrow || host ? 'full' : 'fullAskHost') : 'kept')}</span>
          {host ? (
            <Button size="s" icon={<BookOpen />} onClick={() => setAsking(true)} data-testid="turn-page">
              {t('turn')}
            </Button>
          ) : null}
          {mayGrow ? (
            <Button
              variant="primary"
              size="s"
              icon={<Rows3 />}
              onClick={() => client.growPage()}
              data-testid="grow-page"
            >
              {t('grow')}
            </Button>
          ) : null}
        </div>
      ) : null}
      <Dialog.Root open={asking} onOpenChange={setAsking}>
        <Dialog.Portal>
          <Dialog.Overlay className={styles.scrim} />
          {/* A question: only an answer closes it, and the harmless one has the focus. */}
          <Dialog.Content
            role="alertdialog"
            className={styles.dialog}
            onInteractOutside={(event) => event.preventDefault()}
          >
            <Dialog.Title>{t('askTitle')}</Dialog.Title>
            <Dialog.Description asChild>
              <Text look="muted">{t('askText', { free: total - written })}</Text>
            </Dialog.Description>
            <Row wrap spread="end" gap={2} className={styles.actions}>
              <Dialog.Close asChild>
                <Button>{t('stay')}</Button>
              </Dialog.Close>
              <Dialog.Close asChild>
                <Button variant="primary" data-testid="turn-page-confirm" onClick={() => client.turnPage()}>
                  {t('turn')}
                </Button>
              </Dialog.Close>
            </Row>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  );
}
