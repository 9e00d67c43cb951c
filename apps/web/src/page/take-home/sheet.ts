import { namesAreHidden, personOf, type RoomClient, type RoomView } from '@inkroom/client';
import {
  authorOf,
  type Cell,
  type CellIndex,
  type CellLabel,
  type Prediction,
  pageOf,
  type Stroke,
  takenFor,
} from '@inkroom/shared';
import { personInk } from '../paint/ink-colour';
import { PAPER } from './paper';

/** What stands in a cell of a sheet. */
export interface SheetCell {
  cell: CellIndex;
  strokes: readonly { stroke: Stroke; colour: string }[];
  /** What somebody said that it is, or null. */
  label: string | null;
  /** What the model reads, or null; and whether that is what was said. */
  prediction: string | null;
  agrees: boolean;
}

/** Squared paper with ink, as it leaves the app: a page of the room, or somebody's digits from all of them. */
export interface Sheet {
  title: string;
  /** Beside the title: which page, and when it was taken home. */
  subtitle: string;
  columns: number;
  rows: number;
  cells: readonly SheetCell[];
  /** Whose ink it is; none where that is not to be told. */
  people: readonly { name: string; colour: string }[];
}

/** What is put beside the ink. */
export interface SheetOptions {
  labels: boolean;
  predictions: boolean;
  names: boolean;
}

/** How labels and predictions are written. */
export interface SheetTexts {
  label(value: CellLabel['value']): string;
  prediction(prediction: Prediction): string;
}

/** Columns of a sheet of somebody's digits: as on a page of a small class. */
const OWN_COLUMNS = 8;

type Heading = Pick<Sheet, 'title' | 'subtitle'>;

/** A page whose ink is here. */
export function pageSheet(
  client: RoomClient,
  page: number,
  options: SheetOptions,
  heading: Heading,
  texts: SheetTexts,
): Sheet {
  const view = client.view.getState();
  const { columns, rows, cells } = pageOf(view.state, page);
  const inked = Object.entries(cells).flatMap(([index, cell]): SheetCell[] => {
    const strokes = client.strokesOf(Number(index), page);
    return strokes.length > 0 ? [sheetCell(view, Number(index), cell, strokes, options, texts)] : [];
  });
  const people = options.names && !namesAreHidden(view) ? peopleIn(view, inked) : [];
  return { ...heading, columns, rows, cells: inked, people };
}

/** Somebody's own digits of all pages that are here, in the order of the pages. */
export function ownSheet(client: RoomClient, heading: Heading): Sheet {
  const view = client.view.getState();
  const cells = Object.entries(view.state.pages)
    .filter(([, { deleted }]) => !deleted)
    .flatMap(([page, { cells: ofPage }]) =>
      Object.keys(ofPage).map((index) => client.strokesOf(Number(index), Number(page))),
    )
    .map((strokes) => strokes.filter(({ authorId }) => authorId === view.you?.id))
    .filter((strokes) => strokes.length > 0)
    .map(
      (strokes, cell): SheetCell => ({
        cell,
        strokes: inColours(view, strokes),
        label: null,
        prediction: null,
        agrees: false,
      }),
    );
  const columns = Math.min(OWN_COLUMNS, Math.max(1, cells.length));
  return { ...heading, columns, rows: Math.ceil(cells.length / columns), cells, people: [] };
}

function sheetCell(
  view: RoomView,
  index: CellIndex,
  { label, prediction, revision }: Cell,
  strokes: readonly Stroke[],
  options: SheetOptions,
  texts: SheetTexts,
): SheetCell {
  // One of other ink, or by a former model, would be held against what is there.
  const isCurrent = prediction?.revision === revision && prediction.generation === view.state.generation;
  const read = options.predictions && isCurrent ? prediction : null;
  return {
    cell: index,
    strokes: inColours(view, strokes),
    label: options.labels && label ? texts.label(label.value) : null,
    prediction: read && texts.prediction(read),
    agrees: label !== null && read !== null && label.value === takenFor(read),
  };
}

function inColours(view: RoomView, strokes: readonly Stroke[]): SheetCell['strokes'] {
  return strokes.map((stroke) => ({ stroke, colour: colourOf(view, stroke.authorId) }));
}

/** As on light paper, whatever the screen is. */
function colourOf(view: RoomView, personId: string): string {
  const person = personOf(view, personId);
  return person ? personInk(person.colour, { dark: false, highContrast: false }) : PAPER.ink;
}

function peopleIn(view: RoomView, cells: readonly SheetCell[]): Sheet['people'] {
  const ids = new Set(cells.flatMap(({ strokes }) => strokes.map(({ stroke }) => authorOf(stroke.id))));
  return [...ids].flatMap((id) => {
    const name = personOf(view, id)?.name;
    return name ? [{ name, colour: colourOf(view, id) }] : [];
  });
}
