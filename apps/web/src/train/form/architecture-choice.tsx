import { type ArchitectureName, architectureSchema, describeLayers, PRESET_LAYERS } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { ChoiceCards } from '../../ui/choice-cards';
import { Span } from '../../ui/text';
import styles from './choices.module.css';

interface Props {
  value: ArchitectureName;
  /** The live model's kind is kept: nothing to choose. */
  fixed: boolean;
  onChange(value: ArchitectureName): void;
}

export function ArchitectureChoice({ value, fixed, onChange }: Props) {
  const t = useTranslations('training');
  return (
    <ChoiceCards<ArchitectureName>
      className={styles.architectures}
      label={t('architecture')}
      value={value}
      disabled={fixed}
      onChange={onChange}
      options={architectureSchema.options.map((name) => {
        const plan = name === 'custom' ? null : describeLayers(PRESET_LAYERS[name]);
        return {
          value: name,
          testId: `train-architecture-${name}`,
          label: (
            <>
              <span className={styles.name}>{t(`${name}Short`)}</span>
              <Span look="muted s snug">{t(`${name}Hint`)}</Span>
              {plan?.ok ? (
                <span className={styles.small}>{t('parameters', { count: plan.value.parameters })}</span>
              ) : null}
            </>
          ),
        };
      })}
    />
  );
}
