import type { Run } from '@inkroom/shared';
import { X } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { useRunKind } from '../../models/version-name';
import { IconButton } from '../../ui/icon-button';
import { PanelBlock } from '../../ui/section';
import { Span, Text } from '../../ui/text';
import { usePercent } from '../../ui/use-percent';
import { useQuantity } from '../use-quantity';
import { CompareCurves } from './compare-curves';
import { type ComparedSetting, differences, type Figure, figuresOf } from './compare-data';
import styles from './compare-view.module.css';
import { GpuSentence } from './gpu-sentence';

/** Runs side by side: what each reached, what it took, how they learned, and in what they differ. */
export function CompareView({ runs, onClose }: { runs: readonly Run[]; onClose(): void }) {
  const t = useTranslations('compare');
  return (
    <PanelBlock
      title={t('title')}
      aside={<IconButton label={t('close')} icon={<X />} onClick={onClose} />}
      testId="compare"
    >
      {runs.length < 2 ? (
        <Text look="muted s">{t('chooseTwo')}</Text>
      ) : (
        <>
          <GpuSentence runs={runs} />
          <CompareTable runs={runs} />
          <CompareCurves runs={runs} />
        </>
      )}
    </PanelBlock>
  );
}

function CompareTable({ runs }: { runs: readonly Run[] }) {
  const t = useTranslations('compare');
  const training = useTranslations('training');
  const runKind = useRunKind();
  const versions = useRoomView((view) => view.versions);
  const write = useFigureText(runs);
  const settingText = useSettingText();
  const holdouts = runs.map(
    ({ versionId }) => versions.find(({ id }) => id === versionId)?.metrics.holdout?.accuracy ?? null,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className={styles.scroll} data-scrolls tabIndex={0} aria-label={t('table')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <td />
            {runs.map((run, index) => (
              <th key={run.id} scope="col">
                <span
                  className={styles.run}
                  style={{ '--series': `var(--color-series-${index + 1})` } as CSSProperties}
                >
                  {training('run', { number: run.number })}
                </span>
                <Span look="faint xs close block">
                  {runKind(run)} · {training(run.spec.pool)}
                </Span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figuresOf(runs, holdouts).map((figure) => (
            <tr key={figure.name}>
              <th scope="row">{t(figure.name)}</th>
              {figure.values.map((value, index) => (
                <td key={runs[index]!.id} data-figure data-best={figure.best.includes(index) || undefined}>
                  {write(figure.name, value, index)}
                  {figure.best.includes(index) ? <span className="visually-hidden"> {t('best')}</span> : null}
                </td>
              ))}
            </tr>
          ))}
          {differences(runs).map((setting, index) => (
            <tr key={setting} data-first={index === 0 || undefined}>
              <th scope="row">{training(SETTING_NAMES[setting])}</th>
              {runs.map((run) => (
                <td key={run.id}>{settingText(run, setting)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const SETTING_NAMES = {
  epochs: 'epochs',
  batchSize: 'batchSize',
  learningRate: 'learningRate',
  schedule: 'scheduleLabel',
  augment: 'augment',
  patience: 'patience',
  dataset: 'dataset',
  replay: 'replay',
  startFrom: 'startFrom',
  seed: 'seed',
} as const satisfies Record<ComparedSetting, string>;

function useSettingText() {
  const t = useTranslations('training');
  return ({ spec }: Run, name: ComparedSetting): string => {
    switch (name) {
      case 'schedule':
        return t(`schedule.${spec.schedule}`);
      case 'augment':
        return t(spec.augment ? 'yes' : 'no');
      case 'dataset':
        return t(spec.dataset);
      case 'replay':
        return t('replayOption', { count: spec.replay });
      case 'startFrom':
        return t(spec.startFrom);
      default:
        return String(spec[name]);
    }
  };
}

function useFigureText(runs: readonly Run[]) {
  const percent = usePercent();
  const quantity = useQuantity();
  const format = useFormatter();
  return (name: Figure['name'], value: number | null, index: number): string => {
    if (value === null) return '–';
    const currency = runs[index]?.cost?.currency ?? 'JPY';
    switch (name) {
      case 'accuracy':
      case 'holdout':
        return percent(value);
      case 'time':
        return quantity.duration(value);
      case 'money':
      case 'moneyPerPoint':
        return quantity.money(value, currency);
      case 'energy':
        return `${runs[index]?.cost?.energyMeasured ? '' : '≈ '}${quantity.energy(value)}`;
      case 'memory':
        return quantity.memory(value);
      case 'speed':
        return format.number(Math.round(value));
    }
  };
}
