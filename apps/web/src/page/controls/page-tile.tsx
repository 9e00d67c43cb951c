import { authorOf, cellCount, freeCells, pageOf } from '@inkroom/shared';
import { Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Pressable } from '../../ui/pressable';
import { Span } from '../../ui/text';
import { useBytes } from '../../ui/use-bytes';
import styles from './page-overview.module.css';
import { PageThumbnail } from './page-thumbnail';

/** One page of the overview: a tap looks at it, hosts open it for all. */
export function PageTile({ page, onDone }: { page: number; onDone(): void }) {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const inUnits = useBytes();
  const content = useRoomView((view) => pageOf(view.state, page));
  const isOpen = useRoomView((view) => view.state.page === page);
  const isShown = useRoomView((view) => view.page === page);
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const you = useRoomView((view) => view.you?.id);
  // Told to hosts of a room that is nearly full.
  const bytes = useRoomView((view) => view.ink?.pages.find(([number]) => number === page)?.[1]);
  const total = cellCount(content);
  const written = total - freeCells(content);
  // Of a page that nobody looked at here only the size is known.
  const isKnown = isShown || written > 0 || client.hasPage(page);
  const hasOwn = Object.values(content.cells).some(({ strokes }) => strokes.some((id) => authorOf(id) === you));
  const count = isKnown ? t('count', { written, total }) : t('isUnknown');
  return (
    <li className={styles.tile} data-shown={isShown || undefined} aria-current={isShown ? 'page' : undefined}>
      <Pressable
        className={styles.look}
        onClick={() => {
          client.look(page);
          onDone();
        }}
        data-testid={`look-${page}`}
      >
        <span className={styles.picture} data-known={isKnown || undefined}>
          <PageThumbnail page={page} />
        </span>
        <span className={styles.line}>
          <Span look="bold s">{t('name', { page })}</Span>
          <Span look="muted xs">{bytes === undefined ? count : t('takes', { count, bytes: inUnits(bytes) })}</Span>
        </span>
        {isShown ? <span className="visually-hidden">{t('isShown')}</span> : null}
        {hasOwn ? <span className="visually-hidden">{t('hasOwn')}</span> : null}
      </Pressable>
      <span className={styles.foot}>
        {isOpen ? (
          <Badge tone="accent" testId={`open-${page}`}>
            {t('isOpen')}
          </Badge>
        ) : null}
        {isHost && !isOpen ? (
          <>
            <IconButton
              label={t('delete', { page })}
              icon={<Trash2 />}
              className={styles.delete}
              onClick={() => void client.deletePage(page)}
              data-testid={`delete-page-${page}`}
            />
            <Button
              size="s"
              variant="ghost"
              onClick={() => {
                client.turnPage(page);
                onDone();
              }}
              data-testid={`turn-${page}`}
            >
              {t('turn')}
            </Button>
          </>
        ) : null}
      </span>
    </li>
  );
}
