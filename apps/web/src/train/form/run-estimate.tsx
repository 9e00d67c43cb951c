import { describeLayers, type LayerSpec, type PoolName } from '@inkroom/shared';
import { Timer } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Row } from '../../ui/layout';
import { Span } from '../../ui/text';
import { useQuantity } from '../use-quantity';
import { useTimeLeft } from '../use-time-left';
import { estimateTraining } from './estimate';

const SECONDS_PER_HOUR = 3600;
/** The shortest time that is promised. */
const LEAST_MS = 2000;

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
  const timeLeft = useTimeLeft();
  const plan = describeLayers(layers, limits);
  if (!plan.ok || !Number.isFinite(images) || images <= 0) return null;
  const { parameters, multiplyAdds } = plan.value;
  const { seconds, measured } = estimateTraining(plan.value, images, pool, runs);
  // The dearest that may take it.
  const [price] = pools
    .flatMap((one) => (one.pool === pool ? one.workers : []))
    .map((worker) => worker.price)
    .sort((a, b) => b.perHour - a.perHour);
  return (
    <Row as="p" top gap={2} data-testid="train-estimate">
      <Timer size="1rem" color="var(--color-ink-faint)" style={{ marginTop: '0.15rem' }} />
      <Span look="muted s easy">
        <strong style={{ color: 'var(--color-ink)' }}>{timeLeft(Math.max(seconds * 1000, LEAST_MS))}</strong>{' '}
        {t(measured ? 'estimateMeasured' : 'estimateStated')}
        {price ? (
          <Span look="faint block" data-testid="train-estimate-money">
            {t('estimateMoney', {
              money: quantity.money((seconds / SECONDS_PER_HOUR) * price.perHour, price.currency),
              perHour: quantity.money(price.perHour, price.currency),
            })}
          </Span>
        ) : null}
        <Span look="faint block">{t('modelSize', { parameters, multiplyAdds })}</Span>
      </Span>
    </Row>
  );
}
