import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useToast } from '../../ui/toast';
import { useRecent } from './use-recent';

/** ms between two proposals of one person: a class of thirty is answered by one host. */
const PACE_MS = 8_000;

/** How somebody proposes to the hosts to open a page; once is enough, until a page is opened. */
export function useSuggestion(page: number): { suggest(): void; unavailable: string | null } {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const toast = useToast();
  const suggested = useRoomView(({ state, you }) => (state.suggested?.by === you?.id ? state.suggested : null));
  const isRecent = useRecent(suggested?.at ?? null, PACE_MS);
  const isMade = suggested !== null && (isRecent || suggested.page === page);
  return {
    suggest: () => {
      client.suggestPage(page);
      toast.show({ key: 'suggested', text: t('suggestedYou', { page }) });
    },
    unavailable: isMade ? t('suggestedYou', { page: suggested.page }) : null,
  };
}
