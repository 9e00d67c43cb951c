import { firstUse } from '../../ui/first-use';
import { pageUi, usePageUi } from '../page-store';

const CorrectionPopover = firstUse(() => import('./correction-popover').then((module) => module.CorrectionPopover));

/** What a cell holds can be said beside it, for as long as somebody is about to. */
export function Correction() {
  const cell = usePageUi((ui) => ui.correcting);
  return cell === null ? null : (
    <CorrectionPopover key={cell} cell={cell} onClose={() => pageUi.setState({ correcting: null })} />
  );
}
