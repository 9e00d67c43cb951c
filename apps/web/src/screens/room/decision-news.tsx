import { useRoomView } from '../../core/room-provider';
import { late, useLate } from '../../ui/late';

const code = late(() => import('./decisions').then((module) => module.Decisions));

/** Decisions are told from the first one on: nobody needs the code before. */
export function DecisionNews() {
  const isAny = useRoomView((view) => view.decided.length > 0);
  const { known: Decisions } = useLate(code, isAny);
  return Decisions ? <Decisions /> : null;
}
