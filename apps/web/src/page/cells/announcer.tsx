import type { CellIndex } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { late, useLate } from '../../ui/late';
import { useLasting } from '../../ui/use-lasting';
import { useCell, usePersonName } from '../page-context';
import { usePageUi } from '../page-store';
import { shownPrediction } from './shown-prediction';
import { useCellText } from './use-cell-text';

/** ms that a prediction must stay the same before it is spoken: while somebody writes it changes eight times a second. */
const STANDS_MS = 700;

/** ms for which who has just come is not told of others: until then a browser has other things to load. */
const SETTLE_MS = 5_000;

const classAnnouncer = late(() => import('./class-announcer').then((module) => module.ClassAnnouncer));

/** Where screen readers hear what others do, once one has settled in. */
export function ClassNewsRegion() {
  const { known: ClassAnnouncer } = useLate(classAnnouncer, useLasting(true, SETTLE_MS));
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="class-announcer">
      {ClassAnnouncer ? <ClassAnnouncer /> : null}
    </div>
  );
}

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
