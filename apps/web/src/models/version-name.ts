'use client';

import type { ModelVersion } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../room/room-provider';

/** Names a version for people, by its id. */
export function useVersionName(): (versionId: string) => string {
  const t = useTranslations();
  const versions = useRoomView((view) => view.versions);
  return (versionId) => {
    const version: ModelVersion | undefined = versions.find((candidate) => candidate.id === versionId);
    if (!version) return t('models.unknown');
    const architecture = t(`training.${version.architecture}Short`);
    return version.roomId === null
      ? t('models.shipped', { architecture })
      : t('models.trained', { number: version.number, architecture });
  };
}
