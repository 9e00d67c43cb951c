import type { RoomView } from '@inkroom/client';
import { authorOf, type CellIndex, pageOf } from '@inkroom/shared';
import { pageUi } from '../page-store';
import type { PageView } from './page-view';

/**
 * Leads people to the free cell that waits for them: when a page comes into view, and after each digit of theirs. Never under a pen, nor where
 * somebody else's digit has moved their place; hosts, who look at everybody's, are left where they are.
 */
export class PlaceGuide {
  readonly #view: PageView;
  #page: number | null = null;
  #place: CellIndex | null = null;
  #isDue = false;

  constructor(view: PageView) {
    this.#view = view;
  }

  /** To be called whenever the room has changed, or the pen has come to rest. */
  follow(room: RoomView): void {
    const { you, page } = room;
    if (you?.role !== 'writer') return;
    const place = placeOf(room, you.id);
    if (page !== this.#page) this.#isDue = true;
    else if (place !== this.#place && this.#place !== null) {
      const strokes = pageOf(room.state, page).cells[this.#place]?.strokes ?? [];
      this.#isDue ||= strokes.some((id) => authorOf(id) === you.id);
    }
    this.#page = page;
    this.#place = place;
    const { isWriting, correcting } = pageUi.getState();
    if (!this.#isDue || place === null || isWriting || correcting !== null) return;
    this.#isDue = false;
    this.#view.lead(place);
  }

  /** Somebody goes where they want. */
  forgo(): void {
    this.#isDue = false;
  }
}

/** The free cell of the shown page that waits for somebody; null where there is none. */
export function placeOf(
  { places, page, state }: Pick<RoomView, 'places' | 'page' | 'state'>,
  personId: string,
): CellIndex | null {
  const place = places[personId];
  if (place?.page !== page || pageOf(state, page).cells[place.cell]?.strokes.length) return null;
  return place.cell;
}
