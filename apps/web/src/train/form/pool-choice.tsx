import { ENGINE_LACKS, type PoolName, poolSchema, type WorkerInfo } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Badge, StatusDot } from '../../ui/badge';
import { ChoiceCards } from '../../ui/choice-cards';
import { Disclosure } from '../../ui/disclosure';
import { Row, Stack } from '../../ui/layout';
import { Span, Text } from '../../ui/text';
import { useDeviceText } from '../use-device-text';
import { useQuantity } from '../use-quantity';
import styles from './choices.module.css';

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
      <ChoiceCards<PoolName>
        label={t('pool')}
        value={value}
        onChange={onChange}
        options={poolSchema.options.map((name) => {
          const status = pools.find(({ pool }) => pool === name);
          const workers = status?.workers ?? [];
          return {
            value: name,
            testId: `train-pool-${name}`,
            label: (
              <>
                <Row as="span" wrap="close" gap={2} className={styles.name}>
                  <StatusDot tone={workers.length > 0 ? 'good' : 'off'} size={7} />
                  {t(name)}
                  <span className={styles.small}>{t('workers', { count: workers.length })}</span>
                  {status && status.waiting > 0 ? <Badge>{t('waitingRuns', { count: status.waiting })}</Badge> : null}
                </Row>
                {kinds(workers).map((worker) => (
                  <Span look="muted s snug" key={kindOf(worker)}>
                    {t(worker.override ? 'override' : 'workerLine', { engine: worker.engine, device: device(worker) })}
                    {worker.memoryBytes > 0 ? ` · ${memory(worker.memoryBytes)}` : null}
                  </Span>
                ))}
              </>
            ),
          };
        })}
      />
      {passedOver.length > 0 ? (
        <Disclosure title={t('passedOver')} aside={passedOver.map(({ engine }) => engine).join(t('listComma'))}>
          <Stack as="dl" gap={2}>
            {passedOver.map(({ engine, missing, reason }) => (
              <Text as="div" look="s snug" key={engine}>
                <Text as="dt" look="bold">
                  {engine}
                </Text>
                {/* A reason of a newer worker's stands as it came, in English. */}
                <Text as="dd" look="muted anywhere" lang={ENGINE_LACKS.includes(missing) ? undefined : 'en'}>
                  {ENGINE_LACKS.includes(missing)
                    ? t(`lack.${missing}`, { engine: engine.replaceAll('-', '_') })
                    : reason}
                </Text>
              </Text>
            ))}
          </Stack>
        </Disclosure>
      ) : null}
    </>
  );
}

/** One worker of each kind. */
function kinds(workers: readonly WorkerInfo[]): WorkerInfo[] {
  return [...new Map(workers.map((worker) => [kindOf(worker), worker])).values()];
}

function kindOf({ engine, device, override }: WorkerInfo): string {
  return `${engine}${device}${override}`;
}
