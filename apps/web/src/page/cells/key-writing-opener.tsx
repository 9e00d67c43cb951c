import { firstUse } from '../../ui/first-use';
import { usePage } from '../page-context';
import { pageUi, usePageUi } from '../page-store';

const KeyWriting = firstUse(() => import('./key-writing').then((module) => module.KeyWriting));

function end() {
  pageUi.setState({ keyWriting: null });
}

/** Where somebody writes with keys; its code comes with the first key. */
export function KeyWritingOpener() {
  const cell = usePageUi((ui) => ui.keyWriting);
  const { engine } = usePage();
  return cell === null || !engine ? null : <KeyWriting key={cell} cell={cell} engine={engine} onEnd={end} />;
}
