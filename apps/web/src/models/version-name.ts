import { DEFAULT_VERSION_ID, type ModelVersion, type Run } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { type Descent, descentOf } from './descent';

/** Says what a model is: its line of descent where it was trained on from another, else its architecture. */
function useKind() {
  const t = useTranslations();
  return (descent: Descent | null, architecture: ModelVersion['architecture']): string => {
    if (!descent) return t(`training.${architecture}Short`);
    const { root: of, corrected } = descent;
    const root = of === 'drawings' || of === 'forgotten' ? t(`models.descent.${of}`) : t(`training.${of}Short`);
    return t(corrected ? 'models.descent.corrected' : 'models.descent.trainedOn', { root });
  };
}

/** The room's champion; undefined until its versions are known. */
export function useChampion(): ModelVersion | undefined {
  return useRoomView((view) => view.versions.find(({ id }) => id === view.state.champion));
}

/** Names a version for people, by its id. */
export function useVersionName(): (versionId: string) => string {
  const t = useTranslations('models');
  const kind = useKind();
  const versions = useRoomView((view) => view.versions);
  return (versionId) => {
    const version: ModelVersion | undefined = versions.find((candidate) => candidate.id === versionId);
    if (!version) return t('unknown');
    if (version.id === DEFAULT_VERSION_ID) return t('shippedDrawn');
    const { parentId, dataset, architecture } = version;
    const what = kind(descentOf({ parentId, corrections: dataset.corrections }, versions), architecture);
    return version.roomId === null ? t('shipped', { what }) : t('trained', { number: version.number, what });
  };
}

/** Says what a run trains. */
export function useRunKind(): (run: Run) => string {
  const kind = useKind();
  const versions = useRoomView((view) => view.versions);
  return ({ spec, dataset }) => {
    // Until its data is known, what was asked for tells.
    const corrections = dataset?.corrections ?? (spec.dataset === 'mnist' ? 0 : 1);
    return kind(descentOf({ parentId: spec.parentId, corrections }, versions), spec.architecture);
  };
}
