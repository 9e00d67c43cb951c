import type { RunCost } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { Card } from '../../ui/card';
import { Fact, Figures } from '../../ui/facts';
import { Span } from '../../ui/text';
import { useQuantity } from '../use-quantity';
import styles from './run-cost-view.module.css';

/** What a run took: time, memory, energy, money. */
export function RunCostView({ cost }: { cost: RunCost }) {
  const t = useTranslations('training.cost');
  const quantity = useQuantity();
  return (
    <Card as="section" tone="sunken" aria-label={t('title')} data-testid="run-cost">
      <Figures className={styles.figures}>
        <Fact name={t('wall')} testId="cost-wall">
          {quantity.duration(cost.wallSeconds)}
        </Fact>
        <Fact name={t('money')} testId="cost-money">
          {quantity.money(cost.money, cost.currency)}
        </Fact>
        <Fact name={t('energy')} testId="cost-energy">
          {quantity.energy(cost.energyWh)}
          <Span look="muted xs block" style={{ fontWeight: 400 }}>
            {t(cost.energyMeasured ? 'measured' : 'estimated')}
          </Span>
        </Fact>
        <Fact name={t('cpu')} testId="cost-cpu">
          {quantity.duration(cost.cpuSeconds)}
        </Fact>
        <Fact name={t('gpu')} testId="cost-gpu">
          {cost.gpuSeconds > 0 ? quantity.duration(cost.gpuSeconds) : '–'}
        </Fact>
        <Fact name={t('memory')} testId="cost-memory">
          {quantity.memory(cost.peakMemoryBytes)}
        </Fact>
      </Figures>
    </Card>
  );
}
