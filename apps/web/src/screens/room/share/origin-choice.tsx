'use client';

import { RadioGroup } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { Field } from '../../../ui/field';
import styles from './origin-choice.module.css';

interface Props {
  origins: readonly string[];
  value: string;
  onChange(origin: string): void;
}

/** Under which of this machine's addresses the others reach it: only people know which network they are in. */
export function OriginChoice({ origins, value, onChange }: Props) {
  const t = useTranslations('shell.share');
  return (
    <Field label={t('address')} hint={t('addressHint')}>
      <RadioGroup.Root className={styles.group} aria-label={t('address')} value={value} onValueChange={onChange}>
        {origins.map((origin) => (
          <RadioGroup.Item key={origin} value={origin} className={styles.card} data-testid="share-address">
            {new URL(origin).host}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </Field>
  );
}
