import type { CodedError, ScorePoint } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../../core/room-provider';
import { useErrorText } from '../../../core/use-error-text';
import { Stack } from '../../../ui/layout';
import type { Opened } from '../../../ui/opener';
import { Popover } from '../../../ui/popover';
import { Text } from '../../../ui/text';
import { ScoreLine } from './score-line';
import styles from './score-popover.module.css';
import { scoreSteps } from './score-steps';

/** How well the room's model reads what the room has written, and how that came. */
export function ScorePopover(opened: Opened) {
  const t = useTranslations('shell.score');
  const errorText = useErrorText();
  const client = useRoomClient();
  const score = useRoomView((view) => view.score);
  const promotions = useRoomView((view) => view.state.promotions);
  const [points, setPoints] = useState<ScorePoint[] | null>(null);
  const [failure, setFailure] = useState<CodedError | null>(null);
  useEffect(() => {
    void client.readScores().then((read) => {
      if (read.ok) setPoints(read.value);
      else setFailure(read.error);
    });
  }, [client]);
  const steps = score && points ? scoreSteps(points, score, promotions) : [];
  return (
    <Popover label={t('title')} className={styles.popover} {...opened}>
      <Stack gap={3} data-testid="score-popover">
        {score ? (
          <>
            <Text as="h2" look="bold">
              {t('label', score)}
            </Text>
            <Text look="muted s">
              {t('meaning', { others: Math.max(0, score.inked - score.written) })}
              {score.read < score.written ? ` ${t('onTheirWay', { count: score.written - score.read })}` : null}
            </Text>
          </>
        ) : null}
        {steps.length > 1 ? <ScoreLine steps={steps} /> : null}
        {failure ? (
          <Text look="s" role="alert">
            {errorText(failure)}
          </Text>
        ) : points && steps.length < 2 ? (
          <Text look="muted s">{t('noLine')}</Text>
        ) : null}
      </Stack>
    </Popover>
  );
}
