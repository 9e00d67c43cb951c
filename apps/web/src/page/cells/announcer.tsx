import type { CellIndex } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useCell, usePersonName } from '../page-context';
import { usePageUi } from '../page-store';
import { shownPrediction } from './shown-prediction';
import { useCellText } from './use-cell-text';

/** ms that a prediction must stay the same before it is spoken: while somebody writes it changes eight times a second. */
const STANDS_MS = 700;

/** Tells screen readers the prediction of the selected cell once it no longer changes. */
export function Announcer() {
  const selected = usePageUi((ui) => ui.selected);
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {selected === null ? null : <Announcement key={selected} cell={selected} />}
    </div>
  );
}

function Announcement({ cell }: { cell: CellIndex }) {
  const snapshot = useCell(cell);
  const shown = shownPrediction(snapshot.cell, snapshot.live, snapshot.generation);
  const labeller = usePersonName(shown?.label?.by);
  const cellText = useCellText();
  const text = shown && !shown.pending && !snapshot.live ? cellText(cell, shown, labeller) : '';
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => setSpoken(text), STANDS_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <span>{spoken}</span>;
}
