'use client';

import { type PoolName, poolSchema, type WorkerInfo } from '@inkroom/shared';
import { RadioGroup } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../room/room-provider';
import { Badge } from '../ui/badge';
import styles from './choice.module.css';

/** CPU or GPU, each with the workers that are really there. */
export function PoolChoice({ value, onChange }: { value: PoolName; onChange(value: PoolName): void }) {
  const t = useTranslations('training');
  const pools = useRoomView((view) => view.pools);
  return (
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
                  ? t('override', { engine: worker.engine, device: worker.device })
                  : t('workerLine', { engine: worker.engine, device: worker.device })}
              </span>
            ))}
          </RadioGroup.Item>
        );
      })}
    </RadioGroup.Root>
  );
}

/** Workers that differ: ten of a kind are told once. */
function kinds(workers: readonly WorkerInfo[]): WorkerInfo[] {
  return [...new Map(workers.map((worker) => [`${worker.engine}${worker.device}${worker.override}`, worker])).values()];
}
