import { personOf, shownPage } from '@inkroom/client';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Row } from '../../ui/layout';
import { Span, Text } from '../../ui/text';
import { restorable } from './cleared-cells';
import styles from './page-overview.module.css';

/** What was cleared on the shown page and can be restored by whoever looks at it, the latest first. */
export function ClearedList() {
  const t = useTranslations('page.cleared');
  const someone = useTranslations('shell.people')('someone');
  const format = useFormatter();
  const client = useRoomClient();
  const page = useRoomView((view) => view.page);
  const cleared = useRoomView((view) => shownPage(view).cleared);
  const you = useRoomView((view) => view.you);
  if (!you) return null;
  const mine = cleared.filter((clearing) => restorable(clearing, you) > 0).reverse();
  if (mine.length === 0) return null;
  const view = client.view.getState();
  return (
    <div>
      <Text as="h4" look="s bold">
        {t('title')}
      </Text>
      <ul className={styles.cleared} data-testid="cleared-list">
        {mine.map((clearing) => {
          const count = restorable(clearing, you);
          const name = personOf(view, clearing.by)?.name || someone;
          const text =
            clearing.by === you.id
              ? t('byYou', { count })
              : t(you.role === 'host' ? 'by' : 'byOfYours', { name, count });
          return (
            <Row as="li" key={clearing.id} gap={3} spread="between">
              <Span look="s">
                {text}{' '}
                <Span look="faint xs">{format.dateTime(clearing.at, { hour: 'numeric', minute: '2-digit' })}</Span>
              </Span>
              <Button
                size="s"
                onClick={() => void client.restore(page, clearing.id)}
                data-testid={`restore-${clearing.id}`}
              >
                {t('restore')}
              </Button>
            </Row>
          );
        })}
      </ul>
    </div>
  );
}
