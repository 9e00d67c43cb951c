import { isOver } from '@inkroom/shared';
import { Timer } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { firstUse } from '../ui/first-use';
import { Opener } from '../ui/opener';

const ChallengeDialog = firstUse(() => import('./challenge-dialog').then((module) => module.ChallengeDialog));

/** How a host dictates a number. @param onStarted what it was opened from can go */
export function ChallengeButton({ onStarted }: { onStarted(): void }) {
  const t = useTranslations('challenge');
  const client = useRoomClient();
  const running = useRoomView(({ state: { challenge } }) => challenge !== null && !isOver(challenge, client.now()));
  const button = (
    <Button size="s" icon={<Timer />} unavailable={running && t('running')} data-testid="challenge-open">
      {t('open')}
    </Button>
  );
  return running ? (
    button
  ) : (
    <Opener of={ChallengeDialog} with={{ onStarted }}>
      {button}
    </Opener>
  );
}
