import { personOf } from '@inkroom/client';
import { authorOf, type Cell, type CellIndex } from '@inkroom/shared';
import { useRoomView } from '../../core/room-provider';
import { usePageUi } from '../page-store';
import { usePersonInk } from '../paint/use-person-ink';
import styles from './places.module.css';

/** More names than this do not fit on a cell's edge. */
const NAMES_MAX = 3;

/** Who wrote in a cell, where one asked for it: their names on its edge, and the cell lit for a person who was chosen. */
export function CellAuthors({ index, cell }: { index: CellIndex; cell: Cell }) {
  const isNamed = usePageUi((ui) => ui.names || ui.named === index);
  const lit = usePageUi((ui) => ui.litPerson);
  const isLit = lit !== null && cell.strokes.some((id) => authorOf(id) === lit);
  return (
    <>
      {isLit ? <Light person={lit} /> : null}
      {isNamed ? <Names cell={cell} index={index} /> : null}
    </>
  );
}

function Light({ person }: { person: string }) {
  const colour = usePersonInk()(useRoomView((view) => personOf(view, person)));
  return <span className={styles.lit} style={{ color: colour }} data-testid="lit" />;
}

function Names({ cell, index }: { cell: Cell; index: CellIndex }) {
  const ink = usePersonInk();
  const you = useRoomView((view) => view.you);
  const people = useRoomView((view) => view.people);
  const absent = useRoomView((view) => view.absent);
  const authors = [...new Set(cell.strokes.map(authorOf))].slice(0, NAMES_MAX);
  // Names may be hidden from all.
  if (!authors.some((id) => personOf({ you, people, absent }, id)?.name)) return null;
  return (
    <span className={styles.names} data-testid={`names-${index}`} aria-hidden>
      {authors.map((id) => {
        const person = personOf({ you, people, absent }, id);
        return person?.name ? (
          <span key={id} style={{ color: ink(person) }}>
            {person.name}
          </span>
        ) : null;
      })}
    </span>
  );
}
