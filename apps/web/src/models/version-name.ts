'use client';

import type { ModelVersion } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../room/room-provider';

/** The shipped model that was trained for drawings: its purpose says more than its layers. */
export const DRAWN = 'shipped-drawn';

/** Names a version for people, by its id. */
export function useVersionName(): (versionId: string) => string {
  const t = useTranslations();
  const versions = useRoomView((view) => view.versions);
  return (versionId) => {
    const version: ModelVersion | undefined = versions.find((candidate) => candidate.id === versionId);
    if (!version) return t('models.unknown');
    if (version.id === DRAWN) return t('models.shippedDrawn');
    const architecture = t(`training.${version.architecture}Short`);
    return version.roomId === null
      ? t('models.shipped', { architecture })
      : t('models.trained', { number: version.number, architecture });
  };
}
