import type { RunLogLine } from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Disclosure, RawDetail } from '../../ui/disclosure';
import { Text } from '../../ui/text';
import styles from './run-log.module.css';
import { useNoteText } from './use-note-text';

/** How near the end counts as reading along, in pixels. */
const NEAR_END = 24;

/** What the worker says. Follows the end, unless somebody has scrolled up to read. */
export function RunLog({ lines }: { lines: readonly RunLogLine[] }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const noteText = useNoteText();
  const latest = lines.at(-1);
  const list = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  // Scrolls to new lines.
  useEffect(() => {
    if (list.current && following.current) list.current.scrollTop = list.current.scrollHeight;
  }, [lines]);
  return (
    <Disclosure title={t('log')} aside={latest && noteText(latest)} testId="run-log-open">
      {lines.length === 0 ? <Text look="faint s">{t('logEmpty')}</Text> : null}
      <ol
        ref={list}
        className={styles.lines}
        data-testid="run-log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: element }) => {
          following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
        }}
      >
        {lines.map((line, index) => (
          // Lines are only ever added at the end.
          <li key={index}>
            <Text as="time" look="faint">
              {format.dateTime(line.at, { timeStyle: 'medium' })}
            </Text>{' '}
            {noteText(line)}
            {'reason' in line.note ? <RawDetail text={line.note.reason} /> : null}
          </li>
        ))}
      </ol>
    </Disclosure>
  );
}
