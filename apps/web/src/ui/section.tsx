import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';
import { Row, Stack } from './layout';
import styles from './section.module.css';
import { Text } from './text';

/** The parts of a panel, below each other. */
export function Panel({ children }: { children: ReactNode }) {
  return <Stack className={styles.panel}>{children}</Stack>;
}

/** What stands in a panel without a title, in line with its sections. */
export function Inset({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={classNames(styles.inset, className)}>{children}</div>;
}

/** A titled part of a panel. */
export function Section({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Stack as="section" gap={3} className={styles.inset} aria-labelledby={id}>
      <Row as="header" spread="between" gap={3}>
        <Text as="h2" look="m" id={id}>
          {title}
        </Text>
        {aside}
      </Row>
      {children}
    </Stack>
  );
}

interface PanelBlockProps {
  title: ReactNode;
  /** Stands under the title. */
  subtitle?: ReactNode;
  aside: ReactNode;
  testId: string;
  children: ReactNode;
}

/** What a panel is about at the moment, set off from what follows. */
export function PanelBlock({ title, subtitle, aside, testId, children, ...rest }: PanelBlockProps) {
  const id = useId();
  return (
    <Stack {...rest} as="section" gap={4} className={styles.block} aria-labelledby={id} data-testid={testId}>
      <Row as="header" spread="between" gap={3} top={subtitle !== undefined}>
        <div>
          <h2 id={id}>{title}</h2>
          {subtitle}
        </div>
        {aside}
      </Row>
      {children}
    </Stack>
  );
}
