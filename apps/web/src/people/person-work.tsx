import { useTranslations } from 'use-intl';
import { Row } from '../ui/layout';
import { Span } from '../ui/text';
import styles from './people.module.css';
import { amountOf, type Work } from './written';

interface Props {
  work: Work;
  /** What who has done most has. */
  most: number;
  /** Whether it is for the reader to see to it that they begin. */
  isLate: boolean;
  /** What is on each page is known here: else nobody can be said to have written nothing. */
  isWhole: boolean;
}

/** How much somebody has written, beside who has written most: the full part of the bar is on the shown page. */
export function PersonWork({ work: { here, inAll }, most, isLate, isWhole }: Props) {
  const t = useTranslations('shell.people');
  const [all, part] = [amountOf(inAll), amountOf(here)];
  const share = (amount: number) => `${(100 * amount) / most}%`;
  const words = [
    t('cells', { count: inAll.cells }),
    ...(inAll.labels > 0 ? [t('corrections', { count: inAll.labels })] : []),
  ];
  if (all === 0)
    return (
      <Span look="xs block" tone={isLate && isWhole ? 'warn' : 'muted'} data-testid="person-work">
        {isWhole ? t('nothing') : t('here', { count: 0 })}
      </Span>
    );
  return (
    <Row as="span" gap={2} className={styles.work} title={t('here', { count: part })} data-testid="person-work">
      <span className={styles.bar} aria-hidden>
        <span style={{ width: share(part) }} data-here />
        <span style={{ width: share(all - part) }} />
      </span>
      <Span look="xs nowrap" tone="muted">
        {words.join(' · ')}
      </Span>
    </Row>
  );
}
