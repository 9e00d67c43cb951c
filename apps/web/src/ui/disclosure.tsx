import { ChevronDown } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from './class-names';
import styles from './disclosure.module.css';
import { Span } from './text';

interface Props {
  title: ReactNode;
  /** What is inside, in a few words, while it is closed. */
  aside?: ReactNode;
  icon?: ReactNode;
  /** A part of a panel, from edge to edge. */
  bar?: boolean;
  open?: boolean;
  onToggle?(open: boolean): void;
  ref?: Ref<HTMLDetailsElement>;
  testId?: string;
  children: ReactNode;
}

/** Something more for those who want it. */
export function Disclosure({ title, aside, icon, bar, open, onToggle, ref, testId, children }: Props) {
  return (
    <details
      ref={ref}
      className={classNames(styles.disclosure, bar && styles.bar)}
      open={open}
      onToggle={(event) => onToggle?.(event.currentTarget.open)}
    >
      <summary className={styles.summary} data-testid={testId}>
        {icon}
        <Span look={bar ? 'strong nowrap' : 'bold nowrap'} className={styles.title}>
          {title}
        </Span>
        {aside ? (
          <Span look="faint truncate grow" className={styles.aside}>
            {aside}
          </Span>
        ) : null}
        <Chevron size={bar ? '1.1rem' : undefined} />
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}

/** Points down where something opens, up where it shuts. */
export function Chevron({ up, size = '1rem' }: { up?: boolean; size?: string }) {
  return <ChevronDown size={size} className={styles.chevron} data-up={up || undefined} />;
}

/** What a program said, word for word and in English, behind the sentence that says what it means. */
export function RawDetail({ text }: { text: string }) {
  const t = useTranslations('shell.common');
  return (
    <details className={styles.raw}>
      <summary>{t('rawDetail')}</summary>
      <p lang="en">{text}</p>
    </details>
  );
}
