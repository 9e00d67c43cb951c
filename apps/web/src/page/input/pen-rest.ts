import type { RoomClient } from '@inkroom/client';
import { pageUi } from '../page-store';

/** ms that a pen is up before one has done: a digit may have more strokes than one. */
const REST_MS = 1_000;

/**
 * Knows whether somebody writes: from pen down until the pen has rested. Nothing moves by itself under them meanwhile, and the page that
 * they write on stays, also where another one is opened for all.
 */
export class PenRest {
  readonly #client: RoomClient;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: RoomClient) {
    this.#client = client;
  }

  down(): void {
    clearTimeout(this.#timer);
    if (!pageUi.getState().isWriting) this.#set(true);
  }

  up(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(false), REST_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    if (pageUi.getState().isWriting) this.#set(false);
  }

  #set(isWriting: boolean): void {
    this.#client.holdPage(isWriting);
    pageUi.setState({ isWriting });
  }
}
