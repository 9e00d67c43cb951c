import type { ReactNode } from 'react';
import styles from './blank-page.module.css';
import { Row, Stack } from './layout';
import { Mark } from './mark';
import { Text } from './text';

interface Props {
  title: ReactNode;
  text: ReactNode;
  actions?: ReactNode;
  testId?: string;
}

/** For when there is nothing to show: a blank page with a kind word and a way on. */
export function BlankPage({ title, text, actions, testId }: Props) {
  return (
    <main className={`squared-paper ${styles.page}`} data-testid={testId}>
      <Stack gap={4} className={styles.card}>
        <Mark size={56} />
        <h1>{title}</h1>
        <Text tone="muted" overflow="anywhere">
          {text}
        </Text>
        {actions ? (
          <Row wrap gap={3} className={styles.actions}>
            {actions}
          </Row>
        ) : null}
      </Stack>
    </main>
  );
}
