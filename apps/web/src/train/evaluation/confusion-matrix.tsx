import { DIGITS, type PartEvaluation } from '@inkroom/shared';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import { usePercent } from '../../ui/use-percent';
import { type ConfusionCell, moved, tint } from './confusion-data';
import styles from './confusion-matrix.module.css';

interface Props {
  part: PartEvaluation;
  selected: ConfusionCell | null;
  onSelect(cell: ConfusionCell | null): void;
}

/** What was written against what was read; one tab stop, walked with the arrow keys. */
export function ConfusionMatrix({ part, selected, onSelect }: Props) {
  const t = useTranslations('evaluation');
  const table = useRef<HTMLTableElement>(null);
  const [stop, setStop] = useState<ConfusionCell>({ truth: 0, read: 0 });
  const share = usePercent(1);

  const walk = (event: KeyboardEvent) => {
    const next = moved(stop, event.key, DIGITS.length);
    if (!next) return;
    event.preventDefault();
    setStop(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.truth}-${next.read}"]`)?.focus();
  };

  return (
    <Stack className={styles.frame}>
      <Text look="faint xs" aria-hidden>
        {t('readAs')}
      </Text>
      <table ref={table} className={styles.matrix} aria-label={t('matrix')} onKeyDown={walk}>
        <thead>
          <tr>
            <th className={styles.corner}>
              <span className="visually-hidden">{t('written')}</span>
            </th>
            {DIGITS.map((read) => (
              <th key={read} scope="col" data-on={selected?.read === read || undefined}>
                {read}
              </th>
            ))}
            <th scope="col" className={styles.right}>
              {t('right')}
            </th>
          </tr>
        </thead>
        <tbody>
          {DIGITS.map((truth) => (
            <tr key={truth}>
              <th scope="row" data-on={selected?.truth === truth || undefined}>
                {truth}
              </th>
              {DIGITS.map((read) => {
                const cell = { truth, read };
                const count = part.confusion[truth]?.[read] ?? 0;
                const chosen = selected?.truth === truth && selected.read === read;
                return (
                  <td key={read}>
                    <button
                      type="button"
                      className={styles.cell}
                      tabIndex={stop.truth === truth && stop.read === read ? 0 : -1}
                      aria-pressed={chosen}
                      data-cell={`${truth}-${read}`}
                      data-kind={count === 0 ? 'none' : truth === read ? 'right' : 'wrong'}
                      data-testid={`confusion-${truth}-${read}`}
                      style={{ '--tint': tint(part.confusion, cell) } as React.CSSProperties}
                      onFocus={() => setStop(cell)}
                      onClick={() => onSelect(chosen ? null : cell)}
                    >
                      <span aria-hidden>{count > 0 ? short(count) : '·'}</span>
                      <span className="visually-hidden">{t('cell', { truth, read, count })}</span>
                    </button>
                  </td>
                );
              })}
              <td className={styles.right} data-testid={`per-class-${truth}`}>
                {(part.confusion[truth] ?? []).some((count) => count > 0) ? share(part.perClass[truth] ?? 0) : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Stack>
  );
}

/** A count in at most four signs: the cells are narrow. */
function short(count: number): string {
  return count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`;
}
