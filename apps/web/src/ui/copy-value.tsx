'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import styles from './copy-value.module.css';

/** How long the sign says that it worked. */
const SAID_MS = 2_000;

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
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className={styles.value}
      title={value}
      aria-label={`${label}: ${value}. ${copied ? t('copied') : t('copy')}`}
      onClick={async () => setCopied(await copyText(value))}
      data-testid={testId}
    >
      <span>{short}</span>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </button>
  );
}

/** @returns whether it lies in the clipboard */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http has no clipboard: a field for the moment lets the browser's older way copy it.
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}
