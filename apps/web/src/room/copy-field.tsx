'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import styles from './copy-field.module.css';

/** How long the button says that it worked. */
const SAID_MS = 2_000;

/** A text to take along. */
export function CopyField({
  label,
  hint,
  value,
  testId,
}: {
  label: string;
  hint?: string;
  value: string;
  testId: string;
}) {
  const t = useTranslations('shell.common');
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Plain http has no clipboard: select it, and let the browser's older way copy the selection.
      field.current?.select();
      if (!document.execCommand('copy')) return;
    }
    setCopied(true);
  };

  return (
    <div className={styles.field}>
      <TextField
        ref={field}
        label={label}
        hint={hint}
        value={value}
        readOnly
        onFocus={(event) => event.target.select()}
        className={styles.text}
        data-testid={testId}
      />
      <Button
        className={styles.copy}
        icon={copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        onClick={copy}
        aria-live="polite"
        data-testid={`${testId}-copy`}
      >
        {copied ? t('copied') : t('copy')}
      </Button>
    </div>
  );
}
