import { activationSchema, type LayerSpec } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { SelectField } from '../../ui/field';
import { Text } from '../../ui/text';
import styles from './layer-row.module.css';
import { NumberInput } from './number-input';

const KERNEL_SIZES = [1, 2, 3, 4, 5, 6, 7];
const POOL_SIZES = [2, 3, 4] as const;
const RATES = [0, 10, 20, 25, 30, 40, 50, 60, 70, 80, 90];

/** The settings of one layer. */
export function LayerFields({ layer, onChange }: { layer: LayerSpec; onChange(layer: LayerSpec): void }) {
  const t = useTranslations('layers');
  const square = (size: number) => ({ value: String(size), label: t('square', { size }) });
  switch (layer.kind) {
    case 'conv':
      return (
        <div className={styles.fields}>
          <NumberInput
            label={t('filters')}
            value={layer.filters}
            min={1}
            max={256}
            onChange={(filters) => onChange({ ...layer, filters })}
            testId="layer-filters"
          />
          <SelectField
            label={t('kernelSize')}
            value={String(layer.kernelSize)}
            options={KERNEL_SIZES.map(square)}
            onChange={(size) => onChange({ ...layer, kernelSize: Number(size) })}
            testId="layer-kernel"
          />
          <SelectField
            label={t('padding')}
            value={layer.padding}
            options={(['valid', 'same'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(padding) => onChange({ ...layer, padding })}
          />
          <Activation layer={layer} onChange={onChange} />
        </div>
      );
    case 'pool':
      return (
        <div className={styles.fields}>
          <SelectField
            label={t('poolSize')}
            value={String(layer.size)}
            options={POOL_SIZES.map(square)}
            onChange={(size) => onChange({ ...layer, size: Number(size) as (typeof POOL_SIZES)[number] })}
            testId="layer-pool-size"
          />
        </div>
      );
    case 'dense':
      return (
        <div className={styles.fields}>
          <NumberInput
            label={t('units')}
            value={layer.units}
            min={1}
            max={2048}
            onChange={(units) => onChange({ ...layer, units })}
            testId="layer-units"
          />
          <Activation layer={layer} onChange={onChange} />
        </div>
      );
    case 'batchNorm':
      return <Text look="muted s">{t('batchNormNote')}</Text>;
    case 'dropout': {
      const percent = Math.round(layer.rate * 100);
      const rates = RATES.includes(percent) ? RATES : [...RATES, percent].sort((a, b) => a - b);
      return (
        <div className={styles.fields}>
          <SelectField
            label={t('rate')}
            value={String(percent)}
            options={rates.map((rate) => ({ value: String(rate), label: t('percent', { rate }) }))}
            onChange={(rate) => onChange({ ...layer, rate: Number(rate) / 100 })}
          />
        </div>
      );
    }
  }
}

function Activation({
  layer,
  onChange,
}: {
  layer: Extract<LayerSpec, { activation: string }>;
  onChange(layer: LayerSpec): void;
}) {
  const t = useTranslations('layers');
  return (
    <SelectField
      label={t('activation')}
      value={layer.activation}
      options={activationSchema.options.map((value) => ({ value, label: t(value) }))}
      onChange={(activation) => onChange({ ...layer, activation })}
    />
  );
}
