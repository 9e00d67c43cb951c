import { setTimeout as delay } from 'node:timers/promises';
import { createRoom, type RoomClient, shownPage } from '@inkroom/client';
import {
  authorOf,
  DEFAULT_VERSION_ID,
  DIGITS,
  type Framing,
  type Label,
  lastPage,
  type OpenedRoom,
  pageNumbers,
} from '@inkroom/shared';
import { roomKeys } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { draw, eraseOne, Person, steal } from '../support/person.ts';
import { judgeRoom, judgeUndo } from '../support/room-verdict.ts';
import { until } from '../support/until.ts';
import type { FuzzStep, Plan, StepKind } from './plan.ts';

const LABELS: readonly Label[] = [...DIGITS, 'not-a-digit'];
/** Few, so that people meet in them. */
const CELLS = 4;
/** ms between two steps, at most. */
const PAUSE_MAX_MS = 30;
/** ms that a `wait` takes, at most. */
const WAIT_MAX_MS = 400;
/** ms in which all have to be back with nothing pending: a black hole is noticed after ten seconds at the latest. */
const SETTLE_MS = 45_000;
const TABS_MAX = 2;
const TITLE = 'Fuzz';
const FRAMINGS: readonly Framing[] = ['as-drawn', 'centred', 'mnist'];
const ROLES = ['viewer', 'writer', 'host', 'writer'] as const;
const CHALLENGERS = ['shipped-mlp', DEFAULT_VERSION_ID, null];

/** What many fuzzed rooms share. */
export interface FuzzStack {
  readonly redis: Redis;
  /** Ports of the gateways. */
  readonly gateways: readonly [number, number];
  /** Kills one, unless one was killed just before: somebody has to be there. */
  kill(gateway: number): void;
}

/**
 * Opens a room, has the plan's people do its steps, lets everything come to rest, and looks whether all is as it must be.
 *
 * @throws Error with what is not
 */
export async function play(stack: FuzzStack, { people: count, steps }: Plan): Promise<void> {
  const people: Person[] = [];
  try {
    const { roomId, hostKey, writeKey, watchKey } = await openRoom(stack);
    for (let i = 0; i < count; i++)
      people.push(
        await Person.come({
          ...{ roomId, name: `Person ${i}`, inDatabase: i % 2 === 0 },
          gateways: i % 2 === 0 ? stack.gateways : [...stack.gateways].reverse(),
          key: i === 0 ? hostKey : i === 3 ? watchKey : writeKey,
          viewer: i === 3,
        }),
      );
    await atRest(stack, roomId, people);
    for (const step of steps) {
      take(step, people[step.who]!, stack);
      await delay(step.n % PAUSE_MAX_MS);
      if (step.do === 'wait') await delay((step.n / 100) * WAIT_MAX_MS);
    }
    for (const { proxy } of people) proxy.release();
    await atRest(stack, roomId, people);
    for (const person of people) if (await person.hasUnsent()) person.openTab();
    await atRest(stack, roomId, people);
    for (const person of people) {
      await judgeUndo(person);
      await atRest(stack, roomId, people);
    }
    await judgeRoom({ ...stack, roomId, title: TITLE, people });
  } finally {
    await Promise.all(people.map((person) => person.leave()));
  }
}

/** One of the gateways may be away just now. */
async function openRoom({ gateways }: FuzzStack): Promise<OpenedRoom> {
  const open = async () => {
    for (const port of gateways) {
      const opened = await createRoom(`http://127.0.0.1:${port}`, { title: TITLE });
      if (opened.ok) return opened.value;
    }
  };
  return until('a room is opened', open);
}

function take({ do: what, n }: FuzzStep, person: Person, stack: FuzzStack): void {
  const at = n % person.tabs.length;
  if (what in MISHAPS) return void MISHAPS[what as keyof typeof MISHAPS](person, at, n, stack);
  const client = person.tabs[at]!;
  // Nobody can write before the room was ever seen.
  if (client.view.getState().you) DEEDS[what as keyof typeof DEEDS](client, n);
}

/** What people do in the room. */
const DEEDS = {
  draw: (client, n) => draw(client, n % CELLS, n),
  erase: (client, n) => eraseOne(client, n),
  clear: (client, n) => client.clear({ cell: n % CELLS }),
  'clear own': (client) => client.clear({ personId: client.view.getState().you!.id }),
  'clear person': (client, n) => client.clear({ personId: anybody(client, n) }),
  'clear page': (client) => client.clear(),
  restore: (client, n) => restoreOne(client, n),
  label: (client, n) => client.labelCell(n % CELLS, n % 3 === 0 ? null : LABELS[n % LABELS.length]!),
  withdraw: (client, n) => client.withdrawSamples(client.view.getState().you!.id, n % 2 === 0 ? 'labelled' : 'written'),
  steal: (client, n) => steal(client, n),
  grow: (client) => client.growPage(),
  undo: (client) => client.undo(),
  redo: (client) => client.redo(),
  suggest: (client, n) => client.suggestPage(somePage(client, n)),
  look: (client, n) => client.look(somePage(client, n)),
  follow: (client) => client.look(null),
  begin: (client, n) => client.beginPage(n % 2 === 0 ? 8 : 12),
  turn: (client, n) => client.turnPage(somePage(client, n)),
  'delete page': (client, n) => client.deletePage(somePage(client, n)),
  'restore page': (client, n) => client.restorePage(1 + (n % lastPage(client.view.getState().state))),
  title: (client, n) => client.submit({ kind: 'room.title', title: `Title ${n}` }),
  framing: (client, n) => client.setFraming(FRAMINGS[n % FRAMINGS.length]!),
  // What is live already passes without a gate.
  promote: (client) => client.promote(client.view.getState().state.champion),
  challenge: (client, n) => client.challenge(CHALLENGERS[n % CHALLENGERS.length]!),
  dictate: (client, n) => client.submit({ kind: 'challenge.start', number: String(n % 10_000), seconds: 5 + (n % 10) }),
  'end dictation': (client, n) => client.submit({ kind: n % 2 === 0 ? 'challenge.end' : 'challenge.close' }),
  // Of somebody who is no host, so that there is one to end what a host has begun.
  role: (client, n) => {
    const others = Object.values(client.view.getState().people).filter(({ role }) => role !== 'host');
    const one = others[n % others.length];
    if (one) client.giveRole(one.id, ROLES[n % ROLES.length]!);
  },
  rename: (client, n) => client.rename(client.view.getState().you!.id, `Name ${n}`),
  pause: (client, n) => client.submit({ kind: 'room.pause', paused: n % 3 === 0 }),
  lock: (client, n) => client.submit({ kind: 'room.lock', locked: n % 2 === 0 }),
  'hide names': (client, n) => client.submit({ kind: 'room.names', hidden: n % 2 === 0 }),
} satisfies Partial<Record<StepKind, (client: RoomClient, n: number) => unknown>>;

function somePage(client: RoomClient, n: number): number {
  const pages = pageNumbers(client.view.getState().state);
  return pages[n % pages.length]!;
}

/** Somebody with ink in the room, or nobody at all. */
function anybody(client: RoomClient, n: number): string {
  const strokes = Object.values(shownPage(client.view.getState()).cells).flatMap((cell) => cell.strokes);
  return authorOf(strokes[n % strokes.length] ?? 'nobody/nothing');
}

/** Brings back what somebody has cleared, where the page is known; whosever it was. */
function restoreOne(client: RoomClient, n: number): void {
  const { page } = client.view.getState();
  const { cleared } = shownPage(client.view.getState());
  if (cleared.length > 0) client.restore(page, cleared[n % cleared.length]!.id);
}

/** What befalls their connections, pages and gateways. */
const MISHAPS = {
  cut: ({ proxy }) => proxy.cut(),
  swallow: ({ proxy }) => proxy.swallow(),
  hold: ({ proxy }) => proxy.hold(),
  release: ({ proxy }) => proxy.release(),
  // The next connection goes to the other gateway.
  move: ({ proxy }) => proxy.targets.reverse(),
  reload: (person, at) => person.reload(at),
  crash: (person, at) => person.reload(at, { crashes: true }),
  'open tab': (person) => person.tabs.length < TABS_MAX && person.openTab(),
  'close tab': (person, at) => person.closeTab(at),
  kill: (_person, _at, n, stack) => stack.kill(n % stack.gateways.length),
  wait: () => {},
} satisfies Record<Exclude<StepKind, keyof typeof DEEDS>, Mishap>;

type Mishap = (person: Person, at: number, n: number, stack: FuzzStack) => unknown;

/**
 * Ends what a host has asked for, so that nobody waits for ever and newcomers see what all see. What another host, or another tab of this
 * one, asked for while it was cut off may come at any time.
 */
function reopen(host: RoomClient): void {
  const { paused, locked, namesHidden } = host.view.getState().state;
  if (paused) host.submit({ kind: 'room.pause', paused: false });
  if (locked) host.submit({ kind: 'room.lock', locked: false });
  if (namesHidden) host.submit({ kind: 'room.names', hidden: false });
}

/** Everybody is there, has nothing pending, and knows all that the store knows. */
async function atRest(stack: FuzzStack, roomId: string, people: readonly Person[]): Promise<void> {
  const tabs = () => people.flatMap((person) => person.tabs.map((client, i) => ({ person, client, i })));
  const restless = () =>
    tabs().filter(({ client }) => {
      const { connection, arrived, pending } = client.view.getState();
      return connection !== 'online' || arrived < 1 || pending > 0;
    });
  const told = ({ person, client, i }: ReturnType<typeof tabs>[number]) => {
    const { connection, arrived, pending, refusal, state } = client.view.getState();
    const why = refusal ? ` (${refusal.code})` : '';
    return `${person.options.name}, tab ${i}: ${connection}${why}, ${arrived} of the page, ${pending} pending, seq ${state.seq}`;
  };
  const areBack = () => {
    reopen(people[0]!.tabs[0]!);
    return restless().length === 0;
  };
  await until('all are back with nothing pending', areBack, SETTLE_MS).catch((error: Error) => {
    throw new Error(`${error.message}\n${restless().map(told).join('\n')}`);
  });
  const end = async () => Number(await stack.redis.hget(roomKeys(roomId).meta, 'seq'));
  const behind = async () => {
    const seq = await end();
    return tabs().filter(({ client }) => client.view.getState().state.seq !== seq || restless().length > 0);
  };
  await until('all know the whole log', async () => (await behind()).length === 0, SETTLE_MS).catch(
    async (error: Error) => {
      throw new Error(`${error.message}: it ends at ${await end()}\n${(await behind()).map(told).join('\n')}`);
    },
  );
}
