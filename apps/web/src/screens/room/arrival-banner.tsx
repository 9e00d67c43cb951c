import { FileDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { LineNotice } from '../../ui/line-notice';
import { useLasting } from '../../ui/use-lasting';

/** A page that comes sooner needs no word. */
const SLOW_MS = 1_000;
/** Steps in which its progress is told. */
const STEPS = 20;

/** Says how much of the page has come, over a slow network. */
export function ArrivalBanner() {
  const t = useTranslations('shell.room');
  const arrived = useRoomView((view) => Math.floor(view.arrived * STEPS) / STEPS);
  const isSlow = useLasting(arrived < 1, SLOW_MS);
  return (
    <div role="status">
      {isSlow ? (
        <LineNotice icon={<FileDown aria-hidden />} text={t('arriving', { share: arrived })} testId="arrival-banner" />
      ) : null}
    </div>
  );
}
