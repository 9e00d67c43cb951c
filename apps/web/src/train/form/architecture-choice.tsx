'use client';

import { type ArchitectureName, architectureSchema, describeLayers, PRESET_LAYERS } from '@inkroom/shared';
import { RadioGroup } from 'radix-ui';
import { useTranslations } from 'use-intl';
import styles from '../../ui/choice.module.css';
import { classNames } from '../../ui/class-names';

interface Props {
  value: ArchitectureName;
  /** The live model's kind is kept: nothing to choose. */
  fixed: boolean;
  onChange(value: ArchitectureName): void;
}

export function ArchitectureChoice({ value, fixed, onChange }: Props) {
  const t = useTranslations('training');
  return (
    <RadioGroup.Root
      className={classNames(styles.group, styles.columns)}
      aria-label={t('architecture')}
      value={value}
      disabled={fixed}
      onValueChange={(next) => onChange(next as ArchitectureName)}
    >
      {architectureSchema.options.map((name) => {
        const plan = name === 'custom' ? null : describeLayers(PRESET_LAYERS[name]);
        return (
          <RadioGroup.Item key={name} value={name} className={styles.card} data-testid={`train-architecture-${name}`}>
            <span className={styles.name}>{t(`${name}Short`)}</span>
            <span className={styles.hint}>{t(`${name}Hint`)}</span>
            {plan?.ok ? (
              <span className={styles.small}>{t('parameters', { count: plan.value.parameters })}</span>
            ) : null}
          </RadioGroup.Item>
        );
      })}
    </RadioGroup.Root>
  );
}
