import type { RunState } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { Badge } from '../../ui/badge';

const TONES = { pending: 'warn', running: 'accent', finished: 'good', failed: 'bad', cancelled: 'neutral' } as const;

export function RunBadge({ state, testId }: { state: RunState; testId?: string }) {
  const t = useTranslations('training');
  return (
    <Badge tone={TONES[state]} testId={testId}>
      {t(state)}
    </Badge>
  );
}
