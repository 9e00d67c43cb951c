import { isDeepStrictEqual } from 'node:util';
import { memoryStorage, RoomClient, shownPage, whenView } from '@inkroom/client';
import {
  applyEntry,
  authorOf,
  type Cell,
  emptyRoom,
  type LogEntry,
  opinionsOf,
  type Page,
  pageNumbers,
  pageOf,
  type RoomState,
  type Stroke,
  strokeIdOf,
  strokesCleared,
} from '@inkroom/shared';
import { readEntries } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { whenIn } from '../../scripts/lib/when-in.ts';
import type { Person } from './person.ts';

const WAIT_MS = 45_000;

/** A room in which everything is at rest. */
export interface RoomAtRest {
  roomId: string;
  /** That it was opened with. */
  title: string;
  redis: Redis;
  /** Ports of all gateways. */
  gateways: readonly number[];
  /** All who were ever there, for as long as the log goes back. */
  people: readonly Person[];
}

/**
 * R1, R2, R3 and R10: the log has no gap and nothing twice, holds all that was acknowledged and nothing that its author did not ask for;
 * and everybody sees what a newcomer sees at each gateway, which is what the law makes of the whole log.
 *
 * @throws Error naming what does not hold
 */
export async function judgeRoom({ roomId, title, redis, gateways, people }: RoomAtRest): Promise<void> {
  const end = await readEntries(redis, roomId, 0, Number.MAX_SAFE_INTEGER);
  judgeLog(end, people);
  for (const person of people)
    if (await person.hasUnsent()) throw new Error(`${person.options.name} has unsent ink left`);
  const byLaw = (createdAt: number) => end.entries.reduce(applyEntry, emptyRoom(roomId, title, createdAt));
  for (const gateway of gateways) {
    const fresh = await newcomer(roomId, people[0]!.options.key, gateway);
    try {
      const shown = await shownBy(fresh);
      const where = `the snapshot of the gateway at ${gateway}`;
      same(`${where} and the law over the whole log`, settled(shown.state), settled(byLaw(shown.state.createdAt)));
      judgeInk(shown.strokes, people);
      for (const person of people)
        for (const [i, client] of person.tabs.entries()) {
          const { name } = person.options;
          const { state, strokes } = await shownBy(client);
          same(`${where} and what ${name} sees in tab ${i}`, settled(state), settled(shown.state));
          same(`${where} and the ink of ${name} in tab ${i}`, strokes, shown.strokes);
        }
    } finally {
      await fresh.stop();
    }
  }
}

function judgeLog({ seq, entries }: { seq: number; entries: readonly LogEntry[] }, people: readonly Person[]): void {
  if (entries.length !== seq || entries.some((entry, i) => entry.seq !== i + 1)) throw new Error('the log has a gap');
  const seqOf = new Map(entries.map((entry) => [entry.opId, entry.seq]));
  if (seqOf.size !== entries.length) throw new Error('an operation is in the log twice');
  let state = emptyRoom('');
  for (const entry of entries) {
    const { effect, by, opId } = entry;
    const author = people.find(({ ids }) => ids.has(by));
    // A host whose gateway died before it answered their joining has come as somebody whom nobody knows.
    const isClaim = effect.kind === 'person.role' && effect.personId === by && effect.role === 'host';
    // Who came to watch says what they are called, and does all else once a host has given them a role.
    const isOwnName = effect.kind === 'person.name' && effect.personId === by;
    const watches = author?.isViewer && !isOwnName && !['writer', 'host'].includes(state.roles[by] ?? '');
    if (!isClaim && (!author || watches)) throw new Error(`${effect.kind} is by ${by}, who does not write here`);
    if (!isClaim && !author?.made.has(opId)) throw new Error(`${by} did not ask for ${effect.kind} ${opId}`);
    if (effect.kind === 'stroke.add' && authorOf(effect.id) !== by) throw new Error(`${by} wrote as another`);
    const isHost = state.roles[by] === 'host';
    const [before, after] = [state, applyEntry(state, entry)];
    const [was, is] = [strokesIn(before), strokesIn(after)];
    const others = [...was].filter((id) => !is.has(id) && authorOf(id) !== by);
    if (others.length > 0 && !isHost) throw new Error(`${by} took ${others.join(', ')} from others`);
    if (effect.kind === 'ink.restore') {
      const clearing = pageOf(before, effect.page).cleared.find(({ id }) => id === effect.clearing);
      const back = effect.cells.flatMap(({ strokes }) => strokes).filter((id) => authorOf(id) !== by);
      if (back.length > 0 && !isHost && clearing?.by !== by) throw new Error(`${by} brought back ${back.join(', ')}`);
    }
    if (effect.kind === 'cell.label' || effect.kind === 'person.role' || effect.kind === 'stroke.add') {
      // What is cleared, restored or withdrawn takes and brings what is said of its cells.
      const said = (now: RoomState) => opinionsIn(now).filter((opinion) => !opinion.startsWith(`${by} `));
      same(`what others than ${by} say after ${entry.seq}, and before it`, said(after), said(before));
    }
    const kept = new Set(keptIn(after));
    if (kept.size !== keptIn(after).length) throw new Error(`a stroke is there twice after ${entry.seq}`);
    const lost = keptIn(before).filter((id) => !kept.has(id) && authorOf(id) !== by);
    if (lost.length > 0) throw new Error(`${by} destroyed ${lost.join(', ')} of others`);
    state = after;
  }
  for (const { acknowledged, made, refusals, options } of people) {
    for (const [opId, at] of acknowledged)
      if (seqOf.get(opId) !== at) throw new Error(`${options.name}'s ${opId} was acknowledged at ${at} and is lost`);
    const missing = [...made].filter(([opId]) => !seqOf.has(opId));
    // Each was refused, and they were told; a tab that was closed may have been told alone.
    if (missing.length > refusals.length) {
      const kinds = missing.map(([opId, { kind }]) => `${kind} ${opId}`).join(', ');
      throw new Error(`of ${options.name} is lost, of these with ${refusals.length} refusals: ${kinds}`);
    }
  }
}

/** Ink is as its author made it. */
function judgeInk(strokes: readonly Stroke[], people: readonly Person[]): void {
  const made = new Map<string, readonly number[]>();
  for (const person of people)
    for (const op of person.made.values())
      if (op.kind === 'stroke.add')
        for (const id of person.ids) made.set(strokeIdOf(id, op.stroke.id), op.stroke.points);
  for (const { id, points } of strokes) same(`the ink of ${id} and what its author drew`, points, made.get(id));
}

/** Taking back takes one's own ink, label or clearing back or does it again, and nothing else. */
export async function judgeUndo(person: Person): Promise<void> {
  const [client] = person.tabs as [RoomClient];
  const { state: before } = await shownBy(client);
  const { canUndo, you } = client.view.getState();
  if (!canUndo || !you) return;
  const [refused, passedOver] = [person.refusals.length, person.cannotUndo];
  client.undo();
  if (!(await whenView(client.view, ({ pending }) => pending === 0, WAIT_MS))) throw new Error('an undo stays pending');
  if (person.refusals.length > refused || person.cannotUndo > passedOver) return;
  const { state: after } = await shownBy(client);
  const [was, is] = [strokesIn(before), strokesIn(after)];
  const changed = [...was, ...is].filter((id) => was.has(id) !== is.has(id));
  if (changed.length === 0 && isDeepStrictEqual(labelsIn(before), labelsIn(after)))
    throw new Error(`${person.options.name} could undo, and nothing came of it`);
  const cleared = Object.values(before.pages).flatMap((page) => page.cleared);
  const own = new Set(cleared.filter(({ by }) => person.ids.has(by)).flatMap(strokesCleared));
  const others = changed.filter((id) => !person.ids.has(authorOf(id)) && !own.has(id));
  if (others.length > 0) throw new Error(`the undo of ${person.options.name} touched ${others.join(', ')}`);
}

async function newcomer(roomId: string, key: string, gateway: number): Promise<RoomClient> {
  const gatewayUrl = `http://127.0.0.1:${gateway}`;
  const client = new RoomClient({
    ...{ gatewayUrl, roomId, key, storage: memoryStorage() },
    ...{ name: 'Newcomer', viewer: true },
  });
  void client.start();
  if (await whenIn(client, WAIT_MS)) return client;
  await client.stop();
  throw new Error('a newcomer is not let in');
}

/** All pages as somebody sees them who leafs through. */
async function shownBy(client: RoomClient): Promise<{ state: RoomState; strokes: Stroke[] }> {
  const { view } = client;
  const pages: Record<number, Page> = {};
  const strokes: Stroke[] = [];
  for (const page of pageNumbers(view.getState().state)) {
    client.look(page);
    const shown = await whenView(view, (now) => now.page === page && now.arrived === 1, WAIT_MS);
    if (!shown) throw new Error(`page ${page} does not come`);
    pages[page] = shownPage(shown);
    strokes.push(...Object.keys(pages[page].cells).flatMap((cell) => client.strokesOf(Number(cell))));
  }
  client.look(null);
  return { state: { ...view.getState().state, pages }, strokes };
}

/** A state without what workers say of it, and what is on pages that nobody can look at. */
function settled({ pages, ...rest }: RoomState): object {
  const shown = Object.entries(pages).filter(([, { deleted }]) => !deleted);
  const ofPages = shown.map(([number, { cells, ...page }]) => {
    const withoutPredictions = Object.entries(cells).map(([index, cell]) => [index, { ...cell, prediction: null }]);
    return [number, { ...page, cells: Object.fromEntries(withoutPredictions) }];
  });
  return { ...rest, pages: Object.fromEntries(ofPages) };
}

function cellsIn({ pages }: RoomState): Cell[] {
  return Object.values(pages).flatMap(({ cells }) => Object.values(cells));
}

function strokesIn(state: RoomState): Set<string> {
  return new Set(cellsIn(state).flatMap(({ strokes }) => strokes));
}

/** Strokes that are in a cell, or can be brought back. */
function keptIn(state: RoomState): string[] {
  const cleared = Object.values(state.pages).flatMap((page) => page.cleared.flatMap(strokesCleared));
  return [...cellsIn(state).flatMap(({ strokes }) => strokes), ...cleared];
}

function labelsIn(state: RoomState): unknown[] {
  return cellsIn(state).map(({ label }) => label);
}

/** Who says what, whatever of it stands. */
function opinionsIn({ pages }: RoomState): string[] {
  return Object.entries(pages).flatMap(([page, { cells }]) =>
    Object.entries(cells).flatMap(([cell, { label }]) =>
      opinionsOf(label)
        .map(({ by, value }) => `${by} says ${value} at ${page}/${cell}`)
        .sort(),
    ),
  );
}

function same(what: string, one: unknown, other: unknown): void {
  if (isDeepStrictEqual(one, other)) return;
  throw new Error(`${what} differ:\n${JSON.stringify(one)}\n${JSON.stringify(other)}`);
}
