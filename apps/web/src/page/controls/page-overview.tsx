import { shownPage } from '@inkroom/client';
import { authorOf, pageNumbers } from '@inkroom/shared';
import { Brush, Download, Rows3 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Row, Stack } from '../../ui/layout';
import { type Opened, Opener } from '../../ui/opener';
import { Text } from '../../ui/text';
import { TakeHome } from '../take-home/opener';
import { ClearedList } from './cleared-list';
import { DeletedPages } from './deleted-pages';
import { ColumnChoice } from './new-page';
import styles from './page-overview.module.css';
import { PageTile } from './page-tile';

/** All pages of the room at a glance, and what can be done with the one that is shown. */
export function PageOverview({ onClose }: Opened) {
  const t = useTranslations('page.page');
  return (
    <Dialog title={t('overview')} description={t('overviewHint')} open onOpenChange={onClose} wide>
      <Overview onDone={onClose} />
    </Dialog>
  );
}

function Overview({ onDone }: { onDone(): void }) {
  const t = useTranslations('page.page');
  const page = useRoomView((view) => view.page);
  const state = useRoomView((view) => view.state);
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView?.({ block: 'nearest' });
  }, []);
  return (
    <Stack gap={5} data-testid="page-overview">
      <ul ref={list} className={styles.pages}>
        {pageNumbers(state).map((number) => (
          <PageTile key={number} page={number} onDone={onDone} />
        ))}
      </ul>
      {isHost ? (
        <section>
          <Text as="h3" look="muted s" className={styles.heading}>
            {t('begin')}
          </Text>
          <div className={styles.widths}>
            <ColumnChoice onChosen={onDone} />
          </div>
        </section>
      ) : null}
      <section className={styles.part}>
        <Text as="h3" look="muted s" className={styles.heading}>
          {t('name', { page })}
        </Text>
        <Stack gap={4}>
          <ClearedList />
          <PageActions onDone={onDone} />
        </Stack>
      </section>
      <DeletedPages />
    </Stack>
  );
}

/** What is done with the shown page as a whole. Nothing of it asks back: all of it can be taken back. */
function PageActions({ onDone }: { onDone(): void }) {
  const t = useTranslations('page');
  const client = useRoomClient();
  const role = useRoomView((view) => view.you?.role);
  const mayGrow = useRoomView((view) => shownPage(view).rows < view.limits.pageRowsMax);
  const hasInk = useRoomView((view) => {
    const strokes = Object.values(shownPage(view).cells).flatMap((cell) => cell.strokes);
    return strokes.some((id) => view.you?.role === 'host' || authorOf(id) === view.you?.id);
  });
  const page = useRoomView((view) => view.page);
  return (
    <Row wrap gap={2}>
      <Opener of={TakeHome} with={{ page }}>
        <Button size="s" icon={<Download />} data-testid="take-home-open">
          {t('page.takeHome')}
        </Button>
      </Opener>
      {role === 'host' && mayGrow ? (
        <Button size="s" icon={<Rows3 />} onClick={() => void client.growPage()} data-testid="grow-page">
          {t('page.grow')}
        </Button>
      ) : null}
      {hasInk && role !== 'viewer' ? (
        <Button
          size="s"
          icon={<Brush />}
          onClick={() => {
            client.clear();
            onDone();
          }}
          data-testid="clear-page"
        >
          {t(role === 'host' ? 'cleared.page' : 'cleared.own')}
        </Button>
      ) : null}
    </Row>
  );
}
