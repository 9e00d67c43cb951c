import { shownPage } from '@inkroom/client';
import { cellCount, freeCells, lastPage, pageNumbers } from '@inkroom/shared';
import { BookPlus, ChevronDown, ChevronLeft, ChevronRight, MessageCircleQuestion } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { classNames } from '../../ui/class-names';
import { IconButton } from '../../ui/icon-button';
import { Opener } from '../../ui/opener';
import { Pressable } from '../../ui/pressable';
import { TrayButton } from '../tray/tray-button';
import { BeginPage } from './begin-page';
import { PageOverview } from './overview-opener';
import styles from './page-controls.module.css';
import { useSuggestion } from './use-suggestion';

/** What the count may come to take, so that its coming and its growing move nothing beside it. */
const widthOf = (total: number) => `${2 * Math.max(2, String(total).length) + 2}ch`;

/** Which page is shown and how full it is. Everybody may leaf and look over all pages; hosts begin pages, others propose to go on. */
export function PageControls() {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const page = useRoomView((view) => view.page);
  const open = useRoomView((view) => view.state.page);
  const before = useRoomView((view) => pageNumbers(view.state).findLast((number) => number < view.page));
  const after = useRoomView((view) => pageNumbers(view.state).find((number) => number > view.page));
  const next = useRoomView(
    ({ state }) => pageNumbers(state).find((number) => number > state.page) ?? lastPage(state) + 1,
  );
  const total = useRoomView((view) => cellCount(shownPage(view)));
  const written = useRoomView((view) => cellCount(shownPage(view)) - freeCells(shownPage(view)));
  const hasCome = useRoomView((view) => view.arrived === 1);
  const role = useRoomView((view) => view.you?.role);
  const { suggest, unavailable } = useSuggestion(next);
  return (
    <div className={classNames('floating', styles.page)} data-page-control>
      <IconButton
        label={t('back')}
        icon={<ChevronLeft />}
        disabled={before === undefined}
        className={styles.button}
        onClick={() => client.look(before!)}
        data-testid="page-back"
      />
      <Opener of={PageOverview}>
        <Pressable className={styles.name} data-testid="page-number" data-page={page}>
          <span>{t('name', { page })}</span>
          <span className={styles.fill} role="img" aria-label={hasCome ? t('written', { written, total }) : undefined}>
            <span style={{ transform: `scaleX(${hasCome ? written / Math.max(1, total) : 0})` }} />
          </span>
          <span className={styles.count} style={{ minWidth: widthOf(total) }} aria-hidden>
            {hasCome ? t('count', { written, total }) : '…'}
          </span>
          <ChevronDown size="1rem" aria-hidden />
        </Pressable>
      </Opener>
      <IconButton
        label={t('on')}
        icon={<ChevronRight />}
        disabled={after === undefined}
        className={styles.button}
        onClick={() => client.look(after!)}
        data-testid="page-on"
      />
      <TrayButton className={styles.button} />
      {role === 'host' ? (
        <BeginPage>
          <IconButton label={t('begin')} icon={<BookPlus />} className={styles.button} data-testid="begin-page" />
        </BeginPage>
      ) : role === 'writer' && page === open ? (
        <IconButton
          label={t('suggest')}
          icon={<MessageCircleQuestion />}
          unavailable={unavailable}
          className={styles.button}
          onClick={suggest}
          data-testid="suggest-page"
        />
      ) : null}
    </div>
  );
}
