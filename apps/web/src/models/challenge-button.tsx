import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useHostOnly } from '../core/room-roles';
import { Button } from '../ui/button';

/** Has a version read along, or ends that. */
export function ChallengeButton({ versionId, testId }: { versionId: string; testId: string }) {
  const t = useTranslations('models');
  const client = useRoomClient();
  const hostOnly = useHostOnly();
  const reading = useRoomView((view) => view.state.challenger === versionId);
  return (
    <Button
      variant="ghost"
      size="s"
      icon={reading ? <EyeOff /> : <Eye />}
      unavailable={hostOnly}
      data-testid={testId}
      onClick={() => client.settled(client.challenge(reading ? null : versionId))}
    >
      {t(reading ? 'unchallenge' : 'challenge')}
    </Button>
  );
}
