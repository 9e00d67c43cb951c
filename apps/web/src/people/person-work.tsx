import { useTranslations } from 'use-intl';
import { Row } from '../ui/layout';
import { Span } from '../ui/text';
import styles from './people.module.css';
import { amountOf, type Work } from './written';

/** How much somebody has written, beside who has written most: the full part of the bar is on the shown page. */
export function PersonWork({ work: { here, inAll }, most }: { work: Work; most: number }) {
  const t = useTranslations('shell.people');
  const [all, part] = [amountOf(inAll), amountOf(here)];
  const share = (amount: number) => `${most === 0 ? 0 : (100 * amount) / most}%`;
  const words = [
    t('cells', { count: inAll.cells }),
    ...(inAll.labels > 0 ? [t('corrections', { count: inAll.labels })] : []),
  ];
  return (
    <Row as="span" gap={2} className={styles.work} title={t('here', { count: part })} data-testid="person-work">
      <span className={styles.bar} aria-hidden>
        <span style={{ width: share(part) }} data-here />
        <span style={{ width: share(all - part) }} />
      </span>
      <Span look="xs nowrap" tone={all === 0 ? 'warn' : 'muted'}>
        {all === 0 ? t('nothing') : words.join(' · ')}
      </Span>
    </Row>
  );
}
