import { personOf, shownPage } from '@inkroom/client';
import { authorOf, type CellIndex, type Page } from '@inkroom/shared';
import { memo, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { useCell, useRowAndColumn } from '../page-context';
import { usePersonInk } from '../paint/use-person-ink';
import { placeOf } from '../view/place-guide';
import styles from './places.module.css';

/** The free cells that wait for people: one's own to be seen, those of others faintly. Who only watches sees none. */
export function Places() {
  const you = useRoomView((view) => view.you);
  const page = useRoomView((view) => view.page);
  const columns = useRoomView((view) => shownPage(view).columns);
  const places = useRoomView((view) => view.places);
  if (!you || you.role === 'viewer') return null;
  return (
    <div aria-hidden="true">
      {Object.entries(places).map(([person, place]) =>
        place.page === page ? (
          <PlaceMark
            // Another place is another mark: one that moved would count as one that jumped.
            key={`${person} ${page} ${place.cell}`}
            cell={place.cell}
            columns={columns}
            person={person}
            look={person !== you.id ? 'others' : you.role === 'host' ? 'quiet' : 'own'}
          />
        ) : null,
      )}
    </div>
  );
}

interface MarkProps {
  cell: CellIndex;
  columns: number;
  person: string;
  look: 'own' | 'quiet' | 'others';
}

/** Corners in somebody's colour: ink goes between them. */
const PlaceMark = memo(function PlaceMark({ cell: index, columns, person, look }: MarkProps) {
  const t = useTranslations('page.place');
  const { cell, live } = useCell(index);
  const colour = usePersonInk()(useRoomView((view) => personOf(view, person)));
  // Who has written on this page knows what the corners mean, and on an empty one the hint says it.
  const isNew = useRoomView((view) => look === 'own' && isNewTo(shownPage(view), person));
  if (live || cell?.strokes.length) return null;
  return (
    <div
      className={styles.place}
      data-look={look}
      style={{ ...cellStyle(index, columns), color: colour }}
      data-testid={look === 'others' ? undefined : 'my-place'}
      data-cell={index}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <path d="M5 21V9Q5 5 9 5H21M79 5H91Q95 5 95 9V21M95 79V91Q95 95 91 95H79M21 95H9Q5 95 5 91V79" />
      </svg>
      {isNew ? <span>{t('yours')}</span> : null}
    </div>
  );
});

/** Whether others have written on a page, and somebody not yet. */
function isNewTo({ cells }: Page, person: string): boolean {
  const strokes = Object.values(cells).flatMap((cell) => cell.strokes);
  return strokes.length > 0 && !strokes.some((id) => authorOf(id) === person);
}

/** Where a cell lies on the overlay. */
export function cellStyle(cell: CellIndex, columns: number): { left: string; top: string } {
  return {
    left: `calc(var(--cell) * ${cell % columns})`,
    top: `calc(var(--cell) * ${Math.floor(cell / columns)})`,
  };
}

/** Tells a screen reader once which cell waits, and how to get there. */
export function PlaceAnnouncer() {
  const t = useTranslations('page.place');
  const rowAndColumn = useRowAndColumn();
  const place = useRoomView((view) => (view.you && view.you.role === 'writer' ? placeOf(view, view.you.id) : null));
  const [told, setTold] = useState('');
  useEffect(() => {
    if (place !== null && told === '') setTold(t('told', rowAndColumn(place)));
  }, [place]);
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="place-announcer">
      {told}
    </div>
  );
}
