import { personOf, shownPage } from '@inkroom/client';
import { authorOf } from '@inkroom/shared';
import { Brush } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { IconButton } from '../../ui/icon-button';
import { Row } from '../../ui/layout';
import { Pressable } from '../../ui/pressable';
import { SwitchField } from '../../ui/switch-field';
import { Span, Text } from '../../ui/text';
import { pageUi, usePageUi } from '../page-store';
import { usePersonInk } from '../paint/use-person-ink';
import styles from './page-overview.module.css';

/** Who wrote on the shown page, and in how many cells. A press lights up somebody's cells; hosts may clear what one person wrote. */
export function PageAuthors() {
  const t = useTranslations('page.authors');
  const someone = useTranslations('page.cleared')('someone');
  const client = useRoomClient();
  const ink = usePersonInk();
  const cells = useRoomView((view) => shownPage(view).cells);
  const you = useRoomView((view) => view.you?.id);
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const people = useRoomView((view) => view.people);
  const lit = usePageUi((ui) => ui.litPerson);
  const names = usePageUi((ui) => ui.names);
  const authors = useMemo(() => {
    const written = new Map<string, number>();
    for (const { strokes } of Object.values(cells))
      for (const id of new Set(strokes.map(authorOf))) written.set(id, (written.get(id) ?? 0) + 1);
    const view = client.view.getState();
    const list = [...written].map(([id, count]) => ({ id, count, person: personOf(view, id) }));
    return list.sort((a, b) => b.count - a.count || (a.person?.name ?? '').localeCompare(b.person?.name ?? ''));
  }, [cells, client, people]);
  if (authors.length === 0) return null;
  return (
    <div>
      <Text as="h4" look="s bold">
        {t('title')}
      </Text>
      <ul className={styles.authors} data-testid="page-authors">
        {authors.map(({ id, count, person }) => {
          const name = person?.name || someone;
          return (
            <Row as="li" key={id} gap={1}>
              <Pressable
                className={styles.author}
                aria-pressed={lit === id}
                aria-label={t('light', { name })}
                onClick={() => pageUi.setState({ litPerson: lit === id ? null : id })}
                data-testid={`light-${id}`}
              >
                <span className={styles.swatch} style={{ background: ink(person) }} aria-hidden />
                <Span look="s truncate grow">{id === you ? t('you', { name }) : name}</Span>
                <Span look="muted xs nowrap">{t('cells', { count })}</Span>
              </Pressable>
              {isHost ? (
                <IconButton
                  label={t('clear', { name })}
                  icon={<Brush />}
                  className={styles.small}
                  onClick={() => client.clear({ personId: id })}
                  data-testid={`clear-of-${id}`}
                />
              ) : null}
            </Row>
          );
        })}
      </ul>
      <SwitchField
        label={t('names')}
        checked={names}
        onChange={(shown) => pageUi.setState({ names: shown })}
        testId="names-on-cells"
      />
    </div>
  );
}
