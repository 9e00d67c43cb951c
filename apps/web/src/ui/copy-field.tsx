'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import styles from './copy-field.module.css';
import { TextField } from './field';
import { useCopy } from './use-copy';

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
  const [copied, copy] = useCopy(value);
  return (
    <div className={styles.field}>
      <TextField
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
        onClick={(event) => copy(event.currentTarget)}
        aria-live="polite"
        data-testid={`${testId}-copy`}
      >
        {copied ? t('copied') : t('copy')}
      </Button>
    </div>
  );
}
