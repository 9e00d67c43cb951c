import { type RoomClient, whenView } from '@inkroom/client';
import { cellCount, DEFAULT_LIMITS, type PageColumns, pageOf } from '@inkroom/shared';
import { PlainError } from '../lib/plain-error.mjs';

/** ms that a turned page may take to reach everybody. */
const TURN_TIMEOUT_MS = 30_000;

/**
 * Who writes where: hands out empty cells, and begins a fresh page when only those are left that a room keeps for others, and
 * nobody is writing any more. Somebody outside of the replay may write in the room as well: a cell they have begun is passed over.
 */
export class Paper {
  readonly #people: readonly RoomClient[];
  readonly #beforeTurn: () => Promise<void>;
  #page = 0;
  readonly #taken = new Set<number>();
  #writing = 0;
  #turning: Promise<void> | null = null;
  #wake: (() => void)[] = [];

  /** @param beforeTurn what is to be done with a full page before another one is begun */
  constructor(people: readonly RoomClient[], beforeTurn: () => Promise<void>) {
    this.#people = people;
    this.#beforeTurn = beforeTurn;
  }

  /** The next empty cell; give it back with `done`. */
  async take(): Promise<number> {
    for (;;) {
      const cell = this.#turning ? null : this.#emptyCell();
      if (cell !== null) {
        this.#taken.add(cell);
        this.#writing++;
        return cell;
      }
      if (this.#writing === 0) await this.#turn();
      else await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  done(): void {
    this.#writing--;
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  get #leader(): RoomClient {
    const [leader] = this.#people;
    if (!leader) throw new Error('nobody writes');
    return leader;
  }

  #emptyCell(): number | null {
    const { state } = this.#leader.view.getState();
    const { page } = state;
    if (page !== this.#page) {
      this.#page = page;
      this.#taken.clear();
    }
    const open = pageOf(state, page);
    const total = cellCount(open);
    const isFree = (cell: number) => !this.#taken.has(cell) && !open.cells[cell]?.strokes.length;
    const free = Array.from({ length: total }, (_, cell) => cell).filter(isFree);
    return free.length > total * DEFAULT_LIMITS.pageKeptShare ? free[0]! : null;
  }

  /** One turns, the others wait for it. */
  #turn(): Promise<void> {
    this.#turning ??= this.#turnOnce().finally(() => {
      this.#turning = null;
    });
    return this.#turning;
  }

  async #turnOnce(): Promise<void> {
    await this.#beforeTurn();
    const { you, state } = this.#leader.view.getState();
    if (you?.role !== 'host') return this.#grow();
    const { page } = state;
    const columns = pageOf(state, page).columns as PageColumns;
    const begun = await this.#leader.settled(this.#leader.beginPage(columns));
    if (!begun.ok) throw new PlainError(`no page could be begun: ${begun.error.message}`);
    const seen = await Promise.all(
      this.#people.map((person) => whenView(person.view, ({ state }) => state.page !== page, TURN_TIMEOUT_MS)),
    );
    if (seen.includes(null)) throw new PlainError('the page that was begun did not reach everybody');
  }

  /** What a writer can do about a full page: only a host begins another one. */
  async #grow(): Promise<void> {
    const { state } = this.#leader.view.getState();
    const { rows } = pageOf(state, state.page);
    const grown = await this.#leader.settled(this.#leader.growPage());
    if (!grown.ok) throw new PlainError(`the page is full and cannot grow: ${grown.error.message}`);
    await whenView(this.#leader.view, (now) => pageOf(now.state, state.page).rows > rows, TURN_TIMEOUT_MS);
  }
}
