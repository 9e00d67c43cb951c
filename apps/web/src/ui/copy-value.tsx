'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import styles from './copy-value.module.css';
import { useCopy } from './use-copy';

interface Props {
  value: string;
  /** What it is, for screen readers. */
  label: string;
  /** Shown instead of a value too long to read. */
  short?: string;
  testId?: string;
}

/** A value that is taken along by a press. */
export function CopyValue({ value, label, short = value, testId }: Props) {
  const t = useTranslations('shell.common');
  const [copied, copy] = useCopy(value);
  return (
    <button
      type="button"
      className={styles.value}
      title={value}
      aria-label={`${label}: ${value}. ${copied ? t('copied') : t('copy')}`}
      onClick={(event) => copy(event.currentTarget)}
      data-testid={testId}
    >
      <span>{short}</span>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </button>
  );
}
