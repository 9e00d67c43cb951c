import { useTranslations } from 'use-intl';
import { ChoiceCards } from '../../../ui/choice-cards';
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
      <ChoiceCards
        label={t('address')}
        value={value}
        onChange={onChange}
        options={origins.map((origin) => ({
          value: origin,
          testId: 'share-address',
          label: new URL(origin).host,
        }))}
        className={styles.group}
        optionClassName={styles.card}
      />
    </Field>
  );
}
