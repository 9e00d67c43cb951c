import { shownPage } from '@inkroom/client';
import { cellCount, columnsFor, freeCells, isUnwritten, lastPage, mayBegin } from '@inkroom/shared';
import { BookPlus, ChevronLeft, ChevronRight, Rows3 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Span } from '../../ui/text';
import styles from './page-controls.module.css';

/** Which page is shown and how full it is. Everybody may leaf; hosts begin pages and open them for all. */
export function PageControls() {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const page = useRoomView((view) => view.page);
  const open = useRoomView((view) => view.state.page);
  const last = useRoomView((view) => lastPage(view.state));
  const total = useRoomView((view) => cellCount(shownPage(view)));
  const written = useRoomView((view) => cellCount(shownPage(view)) - freeCells(shownPage(view)));
  const mayGrow = useRoomView((view) => shownPage(view).rows < view.limits.pageRowsMax);
  const host = useRoomView((view) => view.you?.role === 'host');
  const viewer = useRoomView((view) => view.you?.role === 'viewer');
  const kept = useRoomView((view) => view.you !== null && !mayBegin(shownPage(view), view.you, view.limits));
  const people = useRoomView((view) => Object.keys(view.people).length);
  const isFresh = useRoomView(({ state }) => isUnwritten(state.pages[lastPage(state)]!));
  const full = written === total && total > 0 && !mayGrow;
  const begin = () => client.beginPage(columnsFor(people));
  return (
    <>
      <div className={styles.page} data-page-control>
        <IconButton
          label={t('back')}
          icon={<ChevronLeft />}
          disabled={page <= 1}
          className={styles.button}
          onClick={() => client.look(page - 1)}
          data-testid="page-back"
        />
        <Span look="bold" className={styles.name} data-testid="page-number" data-page={page}>
          {t('name', { page })}
        </Span>
        <IconButton
          label={t('on')}
          icon={<ChevronRight />}
          disabled={page >= last}
          className={styles.button}
          onClick={() => client.look(page + 1)}
          data-testid="page-on"
        />
        <span className={styles.fill} role="img" aria-label={t('written', { written, total })}>
          <span style={{ transform: `scaleX(${written / Math.max(1, total)})` }} />
        </span>
        <span className={styles.count} aria-hidden>
          {t('count', { written, total })}
        </span>
        {host && mayGrow ? (
          <IconButton
            label={t('grow')}
            icon={<Rows3 />}
            className={styles.button}
            onClick={() => client.growPage()}
            data-testid="grow-page"
          />
        ) : null}
        {host ? (
          <IconButton
            label={t('begin')}
            icon={<BookPlus />}
            disabled={isFresh}
            className={styles.button}
            onClick={begin}
            data-testid="begin-page"
          />
        ) : null}
      </div>
      {page !== open ? (
        <div className={styles.full} role="status" data-page-control data-testid="looking-elsewhere">
          <span>{t('elsewhere', { page, open })}</span>
          {host ? (
            <Button size="s" onClick={() => client.turnPage(page)} data-testid="turn-page">
              {t('turn')}
            </Button>
          ) : null}
          <Button variant="primary" size="s" onClick={() => client.look(null)} data-testid="follow-page">
            {t('follow')}
          </Button>
        </div>
      ) : (full || kept) && !viewer ? (
        <div className={styles.full} role="status" data-page-control>
          <span>{t(full ? 'full' : 'kept')}</span>
          {full && (host || page === last) ? (
            <Button variant="primary" size="s" icon={<BookPlus />} onClick={begin} data-testid="begin-full">
              {t('begin')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}
