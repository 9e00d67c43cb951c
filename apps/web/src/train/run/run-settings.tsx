import type { DatasetSummary, LayerSpec, Run } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { FRAMING_NAMES } from '../../models/framing-names';
import { useVersionName } from '../../models/version-name';
import { Badge } from '../../ui/badge';
import { CopyValue } from '../../ui/copy';
import { Fact, Facts } from '../../ui/facts';
import { Span } from '../../ui/text';
import { layerFacts } from '../layers/layer-facts';
import { useDeviceText } from '../use-device-text';
import styles from './run-view.module.css';

/** As much of a digest as tells two data sets apart. */
const DIGEST_SHOWN = 12;

/** Which engine and device ran it, on what, and all that it was told to do: what it takes to repeat it. */
export function RunSettings({ run }: { run: Run }) {
  const t = useTranslations('training');
  const models = useTranslations('models');
  const versionName = useVersionName();
  const device = useDeviceText();
  const { spec, worker, dataset } = run;
  return (
    <Facts className={styles.settings}>
      {worker ? (
        <Fact name={t('engine')} testId="run-worker">
          {t('workerLine', { engine: worker.engine, device: device(worker) })}{' '}
          {worker.override ? <Badge tone="warn">{t('overrideBadge')}</Badge> : null}
        </Fact>
      ) : null}
      <Fact name={t('data')} testId="run-data">
        {dataset ? t(dataKey(dataset), { ...facts(dataset) }) : t(spec.dataset)}
        {spec.dataset === 'both' && spec.replay > 0 ? ` ${t('replayValue', { count: spec.replay })}` : null}
      </Fact>
      {dataset ? (
        <Fact name={t('digest')}>
          <CopyValue
            label={t('digest')}
            value={dataset.digest}
            short={`${dataset.digest.slice(0, DIGEST_SHOWN)}…`}
            testId="run-digest"
          />
        </Fact>
      ) : null}
      <Fact name={t('startFrom')}>{spec.parentId ? versionName(spec.parentId) : t(spec.startFrom)}</Fact>
      <Fact name={t('layerList')}>
        <LayerSummary layers={spec.layers} />
      </Fact>
      <Fact name={t('epochs')}>{spec.epochs}</Fact>
      <Fact name={t('batchSize')}>{spec.batchSize}</Fact>
      <Fact name={t('learningRate')}>
        {t('rateValue', { rate: String(spec.learningRate), schedule: t(`schedule.${spec.schedule}`) })}
      </Fact>
      <Fact name={t('augment')}>{t(spec.augment ? 'yes' : 'no')}</Fact>
      <Fact name={models('framing')} testId="run-framing">
        {models(FRAMING_NAMES[spec.framing])}
      </Fact>
      <Fact name={t('patience')}>{t('patienceValue', { count: spec.patience })}</Fact>
      <Fact name={t('seed')}>
        <CopyValue label={t('seed')} value={String(spec.seed)} testId="run-seed" />
      </Fact>
      {run.checkpointEpoch > 0 ? (
        <Fact name={t('checkpointName')}>{t('checkpointValue', { epoch: run.checkpointEpoch })}</Fact>
      ) : null}
    </Facts>
  );
}

function LayerSummary({ layers }: { layers: readonly LayerSpec[] }) {
  const t = useTranslations('layers');
  return (
    <ol>
      {layers.map((layer, index) => (
        // A finished run's layers never change places.
        <li key={index}>
          {t(layer.kind)} <Span look="faint">{t(`${layer.kind}Summary`, layerFacts(layer))}</Span>
        </li>
      ))}
    </ol>
  );
}

function dataKey(dataset: DatasetSummary) {
  if (dataset.kind === 'corrections') return 'dataCorrections';
  return dataset.source === 'generated' ? 'dataGenerated' : 'dataMnist';
}

function facts({ corrections, trainSize, testSize }: DatasetSummary) {
  return { corrections, trainSize, testSize };
}
