import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import card from './card.module.css';
import { classNames } from './class-names';
import { Row, Stack } from './layout';
import styles from './notice.module.css';
import { Text } from './text';

interface Props {
  tone?: 'info' | 'warn' | 'bad';
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  testId?: string;
}

const ICONS = { info: Info, warn: TriangleAlert, bad: CircleAlert };
const COLOURS = { info: 'var(--color-accent)', warn: 'var(--color-warn)', bad: 'var(--color-bad)' };

/** Something to know, in its place, with what can be done about it. */
export function Notice({ tone = 'info', title, children, actions, testId }: Props) {
  const Icon = ICONS[tone];
  return (
    <Row
      top
      gap={3}
      className={classNames(card.card, tone === 'info' ? card.accent : styles[tone])}
      role="status"
      data-testid={testId}
    >
      <Icon size="1.1rem" color={COLOURS[tone]} className={styles.icon} />
      <Stack gap={1} grow>
        {title ? <Text look="s strong easy">{title}</Text> : null}
        {children ? (
          <Text as="div" look="s easy anywhere">
            {children}
          </Text>
        ) : null}
        {actions ? (
          <Row wrap gap={2} className={styles.actions}>
            {actions}
          </Row>
        ) : null}
      </Stack>
    </Row>
  );
}
