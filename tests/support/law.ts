import {
  applyEntry,
  type CodedError,
  DEFAULT_VERSION_ID,
  type Effect,
  type Evidence,
  emptyRoom,
  type GateVerdict,
  type GivenRole,
  type Ink,
  type Label,
  Ledger,
  type Limits,
  type LogEntry,
  type Operation,
  type PageColumns,
  pageOf,
  type Result,
  type RoomState,
  readLimits,
  type SampleFacts,
  type SamplePart,
  type SampleRole,
  settle,
  storedInk,
  type Who,
} from '@inkroom/shared';
import { beforeEach } from 'vitest';

/**
 * A room for tests of the law: what is asked for is settled, applied, and followed by the ledger, as a gateway does. Importing it gives each
 * test of the file a room of its own.
 */

/** A name is for what is shown: the law asks for none. */
type Named = Who & { name: string };

export const ANN: Named = { id: 'ann-0000', name: 'Ann', watches: false };
export const BOB: Named = { id: 'bob-0000', name: 'Bob', watches: false };
export const CLEO: Named = { id: 'cleo-000', name: 'Cleo', watches: false };
export const HOST: Named = { id: 'host-000', name: 'Host', watches: false };
export const VERA: Named = { id: 'vera-000', name: 'Vera', watches: false };

export const MLP = 'shipped-mlp';
export const OWN = '0123456789abcdef';
export const PASSED: GateVerdict = { passed: true, checks: [] };
export const FAILED: GateVerdict = {
  passed: false,
  checks: [{ name: 'test', passed: false, candidate: 0.9, champion: 0.99, floor: 0.987 }],
};

export let state: RoomState = emptyRoom('room');
export let ledger: Ledger;
export let entries: LogEntry[];
export let clock: number;

beforeEach(() => {
  const roles = { [HOST.id]: 'host', [VERA.id]: 'viewer' } as const;
  state = { ...emptyRoom('room', 'Digits', 1), roles };
  ledger = Ledger.empty();
  entries = [];
  clock = 1_000;
});

export interface Around {
  opId?: string;
  limits?: Partial<Limits>;
  evidence?: Evidence;
}

/** What the law makes of an operation as things stand. */
export function decide(
  op: Operation,
  who: Who,
  { opId = `operation-${entries.length}`, limits = {}, evidence = {} }: Around = {},
  by: Ledger | null = ledger,
): Result<Effect> {
  return settle(state, by, { opId, op }, who, { now: clock, limits: { ...readLimits(), ...limits }, evidence });
}

/** Has an operation decided, applied, and followed by the ledger, as a gateway does. */
export function ask(op: Operation, who: Who = ANN, around: Around = {}): Result<Effect> {
  const { opId = `operation-${entries.length}` } = around;
  clock += 10;
  const result = decide(op, who, around);
  if (!result.ok) return result;
  const before = state;
  const entry: LogEntry = { seq: state.seq + 1, opId, by: who.id, at: clock, effect: result.value };
  state = applyEntry(before, entry);
  ledger.follow(entry.effect, before, state);
  entries.push(entry);
  return result;
}

/** Lets time go by, ms. */
export function pass(ms: number): void {
  clock += ms;
}

/** The effect of an operation that must not be refused. */
export function effectOf(op: Operation, who?: Who, around?: Around): Effect {
  const result = ask(op, who, around);
  if (!result.ok) throw new Error(`${op.kind} was refused: ${result.error.code}`);
  return result.value;
}

export function errorOf(op: Operation, who?: Who, around?: Around): CodedError {
  const result = ask(op, who, around);
  if (result.ok) throw new Error(`${op.kind} was not refused`);
  return result.error;
}

export const codeOf = (op: Operation, who?: Who, around?: Around) => {
  const result = ask(op, who, around);
  return result.ok ? 'ok' : result.error.code;
};

/** A short stroke, told apart by its first point. */
export const ink = (x = 100): Ink => ({ width: 23, points: [x, 40.5, 0.5, 0, x + 3.1, 120, 0.62, 16] });
export const bytesOf = (...strokes: Ink[]) => strokes.reduce((sum, stroke) => sum + storedInk(stroke).length, 0);

export type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

let given = 0;
export const add = (cell: number, id = `given-${given++}`, x = 100): Of<'stroke.add'> => ({
  kind: 'stroke.add',
  page: state.page,
  stroke: { id, cell, ...ink(x) },
});
/** A stroke in a cell that was empty to its author when they began it with this one or another. */
export const addBegun = (cell: number, id: string, begunWith = id): Of<'stroke.add'> => {
  const op = add(cell, id);
  return { ...op, stroke: { ...op.stroke, begunWith } };
};
export const remove = (cell: number, ...ids: string[]): Of<'stroke.remove'> => ({
  kind: 'stroke.remove',
  page: state.page,
  cell,
  ids,
});
export const clear = (cell?: number, personId?: string): Of<'ink.clear'> => ({
  kind: 'ink.clear',
  page: state.page,
  ...(cell !== undefined && { cell }),
  ...(personId !== undefined && { personId }),
});
export const restore = (clearing: string, page = state.page): Of<'ink.restore'> => ({
  kind: 'ink.restore',
  page,
  clearing,
});
export const begin = (columns: PageColumns = 8): Of<'page.begin'> => ({ kind: 'page.begin', columns });
export const grow = (): Of<'page.grow'> => ({ kind: 'page.grow', page: state.page });
export const labelCell = (cell: number, label: Label | null): Of<'cell.label'> => ({
  kind: 'cell.label',
  page: state.page,
  cell,
  label,
});
export const turn = (page = state.page): Of<'page.turn'> => ({ kind: 'page.turn', page });
export const deletePage = (page = state.page): Of<'page.delete'> => ({ kind: 'page.delete', page });
export const restorePage = (page: number): Of<'page.restore'> => ({ kind: 'page.restore', page });
export const give = (personId: string, role: GivenRole): Of<'person.role'> => ({ kind: 'person.role', personId, role });
export const rename = (personId: string, name: string): Of<'person.name'> => ({ kind: 'person.name', personId, name });
export const withdraw = (personId: string, role: SampleRole): Of<'samples.withdraw'> => ({
  kind: 'samples.withdraw',
  personId,
  role,
});

export const cellIn = (cell: number, page = state.page) => pageOf(state, page).cells[cell];
export const strokesIn = (cell: number, page?: number) => cellIn(cell, page)?.strokes ?? [];
export const labelIn = (cell: number, page?: number) => cellIn(cell, page)?.label ?? null;
export const samples = (): SampleFacts[] => [...ledger.samples.entries()].map(([, sample]) => sample);
export const labels = () => samples().map(({ label }) => label);
export const parts = () => Object.fromEntries(ledger.parts.entries());
export const inkKept = () => Object.fromEntries(ledger.ink.entries());

export function setRoles(roles: RoomState['roles']): void {
  state = { ...state, roles };
}

/** Puts people into parts, as their first samples would have. */
export function draw(drawn: Record<string, SamplePart>): void {
  for (const [id, part] of Object.entries(drawn)) ledger.parts.set(id, part);
}

/** One of each kind, none of which is out of place in a room where Ann wrote in cell 0, and cleared another by `cleared-0`. */
export const oneOfEach = (): { [K in Operation['kind']]: Of<K> } => ({
  'stroke.add': add(1),
  'stroke.remove': remove(0, 'ann-0000/stroke-a'),
  'ink.clear': clear(0),
  'ink.restore': restore('cleared-0'),
  'cell.label': labelCell(0, 7),
  'samples.withdraw': withdraw(ANN.id, 'written'),
  'page.grow': grow(),
  'page.begin': begin(),
  'page.suggest': { kind: 'page.suggest', page: 1 },
  'page.turn': turn(),
  'page.delete': deletePage(2),
  'page.restore': restorePage(3),
  'room.title': { kind: 'room.title', title: 'Class 3b' },
  'room.framing': { kind: 'room.framing', framing: 'centred' },
  'room.apart': { kind: 'room.apart', apart: true },
  'model.promote': { kind: 'model.promote', versionId: DEFAULT_VERSION_ID },
  'model.begin': { kind: 'model.begin', versionId: MLP },
  'model.challenge': { kind: 'model.challenge', versionId: MLP },
  'person.role': { kind: 'person.role', personId: BOB.id, role: 'viewer' },
  'person.name': { kind: 'person.name', personId: ANN.id, name: 'Annie' },
  'room.lock': { kind: 'room.lock', locked: true },
  'room.pause': { kind: 'room.pause', paused: true },
  'room.names': { kind: 'room.names', hidden: true },
  'link.renew': { kind: 'link.renew', right: 'write' },
  'code.renew': { kind: 'code.renew' },
  'challenge.start': { kind: 'challenge.start', number: '407', seconds: 20 },
  'challenge.end': { kind: 'challenge.end' },
  'challenge.close': { kind: 'challenge.close' },
  'host.claim': { kind: 'host.claim' },
});
export const EVERY_KIND = Object.keys(oneOfEach()) as Operation['kind'][];
export const HOSTS: Operation['kind'][] = [
  'page.begin',
  'page.turn',
  'page.delete',
  'page.restore',
  'room.title',
  'room.framing',
  'room.apart',
  'model.promote',
  'model.begin',
  'model.challenge',
  'person.role',
  'room.lock',
  'room.pause',
  'room.names',
  'link.renew',
  'code.renew',
  'challenge.start',
  'challenge.end',
  'challenge.close',
];
export const WITH_KEY: Around = { evidence: { holdsHostKey: true, newKey: 'a-new-key' } };
