import { shownPage } from '@inkroom/client';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { useErrorText } from '../core/use-error-text';
import { Notice } from '../ui/notice';
import { standInPrediction } from './stand-in';
import { useVersionName } from './version-name';

/** Says that the live model cannot be loaded, why, and what reads in its place. */
export function StandInNotice() {
  const t = useTranslations('models');
  const name = useVersionName();
  const errorText = useErrorText();
  const prediction = useRoomView((view) => standInPrediction(shownPage(view), view.state));
  if (!prediction?.insteadOf?.error) return null;
  const { modelVersion: champion, error } = prediction.insteadOf;
  return (
    <Notice tone="bad" title={t('standInTitle', { version: name(champion) })} testId="stand-in">
      {t('standIn', { reason: errorText(error), version: name(prediction.modelVersion) })}
    </Notice>
  );
}
