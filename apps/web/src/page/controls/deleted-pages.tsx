import { personOf } from '@inkroom/client';
import { pagesIn } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useAgo } from '../../core/use-ago';
import { Button } from '../../ui/button';
import { Row } from '../../ui/layout';
import { Span, Text } from '../../ui/text';
import styles from './page-overview.module.css';

/** What hosts have deleted and can bring back, the latest first, and until when it waits. */
export function DeletedPages() {
  const t = useTranslations('page.deleted');
  const someone = useTranslations('shell.people')('someone');
  const ago = useAgo();
  const client = useRoomClient();
  const state = useRoomView((view) => view.state);
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const you = useRoomView((view) => view.you?.id);
  const waiting = pagesIn(state)
    .flatMap(([page, { deleted, rows }]) => (deleted && rows > 0 ? [{ page, ...deleted }] : []))
    .sort((one, other) => other.at - one.at);
  if (!isHost || waiting.length === 0) return null;
  const view = client.view.getState();
  return (
    <section className={styles.part}>
      <Text as="h3" look="muted s" className={styles.heading}>
        {t('title')}
      </Text>
      <Text look="muted s easy">{t('hint')}</Text>
      <ul className={styles.cleared} data-testid="deleted-pages">
        {waiting.map(({ page, by, at }) => (
          <Row as="li" key={page} gap={3} spread="between">
            <Span look="s">
              {by === you ? t('byYou', { page }) : t('by', { page, name: personOf(view, by)?.name || someone })}{' '}
              <Span look="faint xs">{ago(at)}</Span>
            </Span>
            <Button size="s" onClick={() => void client.restorePage(page)} data-testid={`restore-page-${page}`}>
              {t('restore')}
            </Button>
          </Row>
        ))}
      </ul>
    </section>
  );
}
