import { columnsFor, isUnwritten, PAGE_COLUMNS, PAGE_ROWS, type PageColumns, pageNumbers } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import type { Opened } from '../../ui/opener';
import { Popover } from '../../ui/popover';
import { Pressable } from '../../ui/pressable';
import { Span, Text } from '../../ui/text';
import styles from './new-page.module.css';

/** Begins a page once one has chosen how wide it is. */
export function NewPage(opened: Opened) {
  const t = useTranslations('page.page');
  return (
    <Popover label={t('begin')} align="start" {...opened}>
      <div className={styles.popover}>
        <Text as="h2" look="muted s">
          {t('begin')}
        </Text>
        <ColumnChoice onChosen={opened.onClose} />
      </div>
    </Popover>
  );
}

/** The widths that a page may have, as little pictures; what fits as many people as are there is recommended. */
export function ColumnChoice({ onChosen }: { onChosen(): void }) {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const people = useRoomView((view) => Object.keys(view.people).length);
  const last = useRoomView((view) => pageNumbers(view.state).at(-1)!);
  // One on which nobody has written yet is begun anew instead of another one.
  const fresh = useRoomView(({ state }) => {
    const page = state.pages[last]!;
    return client.hasPage(last) && isUnwritten(page) ? page.columns : null;
  });
  const fitting = columnsFor(people);
  return (
    <>
      {fresh === null ? null : (
        <Text look="muted s easy" className={styles.anew}>
          {t('columnsAnew', { page: last })}
        </Text>
      )}
      <div className={styles.choice}>
        {PAGE_COLUMNS.map((columns) => (
          <Pressable
            key={columns}
            className={styles.width}
            data-recommended={columns === fitting || undefined}
            aria-disabled={columns === fresh || undefined}
            title={columns === fresh ? t('columnsAlready', { columns }) : undefined}
            onClick={() => {
              if (columns === fresh) return;
              client.beginPage(columns);
              onChosen();
            }}
            data-testid={`begin-${columns}`}
          >
            <Grid columns={columns} />
            <span className={styles.words}>
              <Span look="bold s">{t('columns', { columns })}</Span>
              <Span look="muted xs" tone={columns === fitting && 'accent'}>
                {columns === fitting ? t('columnsFit') : t('columnsFor', { columns })}
              </Span>
            </span>
          </Pressable>
        ))}
      </div>
    </>
  );
}

/** How a page of so many columns looks. */
function Grid({ columns }: { columns: PageColumns }) {
  const side = 48 / columns;
  const height = PAGE_ROWS * side;
  const lines = [
    ...Array.from({ length: columns + 1 }, (_, i) => `M${i * side} 0V${height}`),
    ...Array.from({ length: PAGE_ROWS + 1 }, (_, i) => `M0 ${i * side}H48`),
  ];
  return (
    <svg className={styles.grid} viewBox={`-1 ${(height - 30) / 2 - 1} 50 32`} aria-hidden="true">
      <path d={lines.join('')} />
    </svg>
  );
}
