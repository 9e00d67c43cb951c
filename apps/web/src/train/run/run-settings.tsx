'use client';

import type { DatasetSummary, LayerSpec, Run } from '@inkroom/shared';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { FRAMING_NAMES } from '../../models/framing-names';
import { useVersionName } from '../../models/version-name';
import { Badge } from '../../ui/badge';
import { CopyValue } from '../../ui/copy-value';
import { layerFacts } from '../layers/layer-facts';
import { useDeviceText } from '../use-device-text';
import styles from './run-settings.module.css';

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
    <dl className={styles.list}>
      {worker ? (
        <Row name={t('engine')} testId="run-worker">
          {t('workerLine', { engine: worker.engine, device: device(worker) })}{' '}
          {worker.override ? <Badge tone="warn">{t('overrideBadge')}</Badge> : null}
        </Row>
      ) : null}
      <Row name={t('data')} testId="run-data">
        {dataset ? t(dataKey(dataset), { ...facts(dataset) }) : t(spec.dataset)}
        {spec.dataset === 'both' && spec.replay > 0 ? ` ${t('replayValue', { count: spec.replay })}` : null}
      </Row>
      {dataset ? (
        <Row name={t('digest')}>
          <CopyValue
            label={t('digest')}
            value={dataset.digest}
            short={`${dataset.digest.slice(0, DIGEST_SHOWN)}…`}
            testId="run-digest"
          />
        </Row>
      ) : null}
      <Row name={t('startFrom')}>{spec.parentId ? versionName(spec.parentId) : t(spec.startFrom)}</Row>
      <Row name={t('layerList')}>
        <LayerSummary layers={spec.layers} />
      </Row>
      <Row name={t('epochs')}>{spec.epochs}</Row>
      <Row name={t('batchSize')}>{spec.batchSize}</Row>
      <Row name={t('learningRate')}>
        {t('rateValue', { rate: String(spec.learningRate), schedule: t(`schedule.${spec.schedule}`) })}
      </Row>
      <Row name={t('augment')}>{t(spec.augment ? 'yes' : 'no')}</Row>
      <Row name={models('framing')} testId="run-framing">
        {models(FRAMING_NAMES[spec.framing])}
      </Row>
      <Row name={t('patience')}>{t('patienceValue', { count: spec.patience })}</Row>
      <Row name={t('seed')}>
        <CopyValue label={t('seed')} value={String(spec.seed)} testId="run-seed" />
      </Row>
      {run.checkpointEpoch > 0 ? (
        <Row name={t('checkpointName')}>{t('checkpointValue', { epoch: run.checkpointEpoch })}</Row>
      ) : null}
    </dl>
  );
}

function Row({ name, testId, children }: { name: string; testId?: string; children: ReactNode }) {
  return (
    <div className={styles.row} data-testid={testId}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function LayerSummary({ layers }: { layers: readonly LayerSpec[] }) {
  const t = useTranslations('layers');
  return (
    <ol className={styles.layers}>
      {layers.map((layer, index) => (
        // A finished run's layers never change places.
        <li key={index}>
          {t(layer.kind)} <span className={styles.faint}>{t(`${layer.kind}Summary`, layerFacts(layer))}</span>
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
