import { personOf, type RoomClient } from '@inkroom/client';
import { personInk } from './ink-colour';
import { type PageTheme, readTheme } from './page-theme';

/** The colours of the page and of the people who write on it, as they are on the screen now. */
export class Palette {
  readonly #root: Element;
  readonly #client: RoomClient;
  #theme: PageTheme;

  constructor(root: Element, client: RoomClient) {
    this.#root = root;
    this.#client = client;
    this.#theme = readTheme(root);
  }

  get theme(): PageTheme {
    return this.#theme;
  }

  /** Reads the theme again, for it may have changed. */
  refresh(): void {
    this.#theme = readTheme(this.#root);
  }

  /** The colour of somebody's ink; of a person who is not known, the colour of text. */
  colourOf(personId: string): string {
    const person = personOf(this.#client.view.getState(), personId);
    return person ? personInk(person.colour, this.#theme.tone) : this.#theme.ink;
  }
}
