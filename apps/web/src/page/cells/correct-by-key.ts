import type { CellIndex } from '@inkroom/shared';
import type { MouseEvent } from 'react';
import { pageUi } from '../page-store';

/** A click from a keyboard or a screen reader. Taps of a pointer are handled by `PageGestures`. */
export function correctByKey(index: CellIndex) {
  return (event: MouseEvent) => {
    if (event.detail === 0) pageUi.setState({ selected: index, correcting: index });
  };
}
