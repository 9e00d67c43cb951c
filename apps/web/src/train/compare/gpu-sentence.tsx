import type { Run } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { Card } from '../../ui/card';
import { Text } from '../../ui/text';
import { useQuantity } from '../use-quantity';
import { gpuVerdict } from './compare-data';

const SECONDS_PER_HOUR = 3600;

/** Is the GPU worth its price? In one sentence, where two runs of the same work can tell. */
export function GpuSentence({ runs }: { runs: readonly Run[] }) {
  const t = useTranslations('compare');
  const quantity = useQuantity();
  const verdict = gpuVerdict(runs);
  if (!verdict?.cpu.cost || !verdict.gpu.cost) return null;
  const { cpu, gpu, saved, extra, currency, answer } = verdict;
  return (
    <Card tone="accent" data-testid="gpu-verdict" data-answer={answer}>
      <Text look="s strong">{t('gpuQuestion')}</Text>
      <Text look="s">
        {t(`gpu.${answer}`, {
          cpuRun: cpu.number,
          gpuRun: gpu.number,
          cpuTime: quantity.duration(verdict.cpu.cost.wallSeconds),
          gpuTime: quantity.duration(verdict.gpu.cost.wallSeconds),
          money: quantity.money(Math.abs(extra), currency),
          hour: quantity.money(saved > 0 ? (extra / saved) * SECONDS_PER_HOUR : 0, currency),
        })}
      </Text>
    </Card>
  );
}
