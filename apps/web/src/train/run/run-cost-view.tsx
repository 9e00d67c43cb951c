'use client';

import type { RunCost } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useQuantity } from '../use-quantity';
import styles from './run-cost-view.module.css';

/** What a run took: time, memory, energy, money. */
export function RunCostView({ cost }: { cost: RunCost }) {
  const t = useTranslations('training.cost');
  const quantity = useQuantity();
  return (
    <section className={styles.cost} aria-label={t('title')} data-testid="run-cost">
      <dl className={styles.figures}>
        <Figure name={t('wall')} value={quantity.duration(cost.wallSeconds)} testId="cost-wall" />
        <Figure name={t('money')} value={quantity.money(cost.money, cost.currency)} testId="cost-money" />
        <Figure
          name={t('energy')}
          value={quantity.energy(cost.energyWh)}
          note={t(cost.energyMeasured ? 'measured' : 'estimated')}
          testId="cost-energy"
        />
        <Figure name={t('cpu')} value={quantity.duration(cost.cpuSeconds)} testId="cost-cpu" />
        <Figure
          name={t('gpu')}
          value={cost.gpuSeconds > 0 ? quantity.duration(cost.gpuSeconds) : '–'}
          testId="cost-gpu"
        />
        <Figure name={t('memory')} value={quantity.memory(cost.peakMemoryBytes)} testId="cost-memory" />
      </dl>
    </section>
  );
}

function Figure({ name, value, note, testId }: { name: string; value: string; note?: string; testId: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-testid={testId}>
        {value}
        {note ? <span className={styles.note}>{note}</span> : null}
      </dd>
    </div>
  );
}
