'use client';

import { describeLayers, type LayerSpec, type PoolName } from '@inkroom/shared';
import { Timer } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { timeLeft } from '../time-left';
import { useQuantity } from '../use-quantity';
import { estimateTraining } from './estimate';
import styles from './run-estimate.module.css';

const SECONDS_PER_HOUR = 3600;

interface Props {
  layers: readonly LayerSpec[];
  /** Images shown in all epochs together. */
  images: number;
  pool: PoolName;
}

/** How big the model is and about how long it will learn, before anything is started. */
export function RunEstimate({ layers, images, pool }: Props) {
  const t = useTranslations('training');
  const runs = useRoomView((view) => view.runs);
  const limits = useRoomView((view) => view.limits);
  const pools = useRoomView((view) => view.pools);
  const quantity = useQuantity();
  const plan = describeLayers(layers, limits);
  if (!plan.ok || !Number.isFinite(images) || images <= 0) return null;
  const { parameters, multiplyAdds } = plan.value;
  const { seconds, measured } = estimateTraining(plan.value, images, pool, runs);
  // The dearest that may take it.
  const [price] = pools
    .flatMap((one) => (one.pool === pool ? one.workers : []))
    .map((worker) => worker.price)
    .sort((a, b) => b.perHour - a.perHour);
  const time = timeLeft(Math.max(seconds * 1000, 2000));
  return (
    <p className={styles.estimate} data-testid="train-estimate">
      <Timer aria-hidden />
      <span>
        <strong>{time.unit === 'soon' ? t('eta.soon') : t(`eta.${time.unit}`, { count: time.count })}</strong>{' '}
        {t(measured ? 'estimateMeasured' : 'estimateStated')}
        {price ? (
          <span className={styles.facts} data-testid="train-estimate-money">
            {t('estimateMoney', {
              money: quantity.money((seconds / SECONDS_PER_HOUR) * price.perHour, price.currency),
              perHour: quantity.money(price.perHour, price.currency),
            })}
          </span>
        ) : null}
        <span className={styles.facts}>{t('modelSize', { parameters, multiplyAdds })}</span>
      </span>
    </p>
  );
}
