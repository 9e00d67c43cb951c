import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import styles from './copy.module.css';
import { TextField } from './field';
import { Row } from './layout';
import { Pressable } from './pressable';
import { useCopy } from './use-copy';

interface Props {
  value: string;
  /** What it is, for screen readers. */
  label: string;
  /** Shown instead of a value too long to read. */
  short?: string;
  testId?: string;
}

/** A value that a press copies. */
export function CopyValue({ value, label, short = value, testId }: Props) {
  const t = useTranslations('shell.common');
  const [copied, copy] = useCopy(value);
  const Icon = copied ? Check : Copy;
  return (
    <Pressable
      className={styles.value}
      title={value}
      aria-label={`${label}: ${value}. ${copied ? t('copied') : t('copy')}`}
      onClick={(event) => copy(event.currentTarget)}
      data-testid={testId}
    >
      <span>{short}</span>
      <Icon size="0.85rem" color="var(--color-ink-faint)" />
    </Pressable>
  );
}

/** A text in a field, with a button that copies it. */
export function CopyField({ label, hint, value, testId }: Props & { hint?: string; testId: string }) {
  const t = useTranslations('shell.common');
  const [copied, copy] = useCopy(value);
  return (
    <Row top gap={2}>
      <TextField
        label={label}
        hint={hint}
        value={value}
        readOnly
        onFocus={(event) => event.target.select()}
        className={styles.field}
        data-testid={testId}
      />
      <Button
        className={styles.copy}
        icon={copied ? <Check /> : <Copy />}
        onClick={(event) => copy(event.currentTarget)}
        aria-live="polite"
        data-testid={`${testId}-copy`}
      >
        {copied ? t('copied') : t('copy')}
      </Button>
    </Row>
  );
}
