import type { ComponentType, ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import styles from './first-use.module.css';
import { late, useLate } from './late';
import { Row } from './layout';
import { Notice } from './notice';
import { useLasting } from './use-lasting';

/** What comes sooner needs no word, ms. */
const SLOW_MS = 1_000;

export interface FirstUse<Props> {
  (props: Props): ReactNode;
  /** Has its code fetched before it is shown. */
  fetch(): void;
}

/**
 * A component whose code is fetched when it is first shown. Where that fails, it says so and tries again when it is told to.
 *
 * @param waiting holds its place until then; without one it is taken for something that opens over the page
 */
export function firstUse<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting?: ReactNode,
): FirstUse<Props> {
  const code = late(load);
  function FirstUse(props: Props) {
    const { known: Loaded, failed, retry } = useLate(code);
    if (Loaded) return <Loaded {...props} />;
    const around = waiting ? styles.inPlace : styles.over;
    if (failed)
      return (
        <NotLoaded
          className={around}
          onRetry={retry}
          onClose={'onClose' in props ? (props.onClose as () => void) : undefined}
        />
      );
    return waiting ?? <Loading />;
  }
  FirstUse.fetch = () => void code.fetch().catch(() => {});
  return FirstUse;
}

function Loading() {
  const t = useTranslations('shell.common');
  const slow = useLasting(true, SLOW_MS);
  return slow ? (
    <Row as="p" className={`${styles.over} ${styles.loading}`} role="status" data-testid="late-loading">
      {t('loading')}
    </Row>
  ) : null;
}

function NotLoaded({ className, onRetry, onClose }: { className?: string; onRetry(): void; onClose?(): void }) {
  const t = useTranslations('shell.common');
  return (
    <div className={className}>
      <Notice
        tone="bad"
        testId="not-loaded"
        actions={
          <>
            <Button size="s" onClick={onRetry} data-testid="load-again">
              {t('retry')}
            </Button>
            {onClose ? (
              <Button size="s" variant="ghost" onClick={onClose}>
                {t('close')}
              </Button>
            ) : null}
          </>
        }
      >
        {t('notLoaded')}
      </Notice>
    </div>
  );
}
