'use client';

import { ENGINE_LACKS, type PoolName, poolSchema, type WorkerInfo } from '@inkroom/shared';
import { RadioGroup } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Badge } from '../../ui/badge';
import styles from '../../ui/choice.module.css';
import { Disclosure } from '../../ui/disclosure';
import { useDeviceText } from '../use-device-text';
import { useQuantity } from '../use-quantity';

/** CPU or GPU, each with the workers that are really there, and why they do not use another engine. */
export function PoolChoice({ value, onChange }: { value: PoolName; onChange(value: PoolName): void }) {
  const t = useTranslations('training');
  const { memory } = useQuantity();
  const device = useDeviceText();
  const pools = useRoomView((view) => view.pools);
  const passedOver = kinds(pools.find(({ pool }) => pool === value)?.workers ?? []).flatMap(
    (worker) => worker.passedOver,
  );
  return (
    <>
      <RadioGroup.Root
        className={styles.group}
        aria-label={t('pool')}
        value={value}
        onValueChange={(next) => onChange(next as PoolName)}
      >
        {poolSchema.options.map((name) => {
          const status = pools.find(({ pool }) => pool === name);
          const workers = status?.workers ?? [];
          return (
            <RadioGroup.Item key={name} value={name} className={styles.card} data-testid={`train-pool-${name}`}>
              <span className={styles.name}>
                <span className={styles.dot} data-online={workers.length > 0} aria-hidden />
                {t(name)}
                <span className={styles.small}>{t('workers', { count: workers.length })}</span>
                {status && status.waiting > 0 ? <Badge>{t('waitingRuns', { count: status.waiting })}</Badge> : null}
              </span>
              {kinds(workers).map((worker) => (
                <span key={`${worker.engine}${worker.device}${worker.override}`} className={styles.hint}>
                  {worker.override
                    ? t('override', { engine: worker.engine, device: device(worker) })
                    : t('workerLine', { engine: worker.engine, device: device(worker) })}
                  {worker.memoryBytes > 0 ? ` · ${memory(worker.memoryBytes)}` : null}
                </span>
              ))}
            </RadioGroup.Item>
          );
        })}
      </RadioGroup.Root>
      {passedOver.length > 0 ? (
        <Disclosure title={t('passedOver')} aside={passedOver.map(({ engine }) => engine).join(t('listComma'))}>
          <dl className={styles.passedOver}>
            {passedOver.map(({ engine, missing, reason }) => (
              <div key={engine}>
                <dt>{engine}</dt>
                {ENGINE_LACKS.includes(missing) ? (
                  <dd>{t(`lack.${missing}`, { engine })}</dd>
                ) : (
                  <dd lang="en">{reason}</dd>
                )}
              </div>
            ))}
          </dl>
        </Disclosure>
      ) : null}
    </>
  );
}

/** Workers that differ: ten of a kind are told once. */
function kinds(workers: readonly WorkerInfo[]): WorkerInfo[] {
  return [...new Map(workers.map((worker) => [`${worker.engine}${worker.device}${worker.override}`, worker])).values()];
}
