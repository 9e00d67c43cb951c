import { useRoomView } from '../../core/room-provider';
import { late, useLate } from '../../ui/late';

const code = late(() => import('./second-opinions').then((module) => module.SecondOpinions));

/** Second opinions are told from the first one on: nobody needs the code before. */
export function SecondOpinionNews() {
  const isSaid = useRoomView((view) => view.said.length > 0);
  const { known: SecondOpinions } = useLate(code, isSaid);
  return SecondOpinions ? <SecondOpinions /> : null;
}
