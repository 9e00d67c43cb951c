import { type Activity, type AttentionOf, asGiven, type Place, type Run, type ServerEvents } from '@inkroom/shared';
import type { RoomView } from './room-view.js';
import { EMPTY_SERIES, rewound, wasTakenAnew, withNewPoints } from './series.js';

/** What is told of runs, models, workers and the room itself, beside the log. */
type NewsEvent =
  | 'run.changed'
  | 'run.series'
  | 'version.added'
  | 'version.dropped'
  | 'pools.changed'
  | 'parts.changed'
  | 'room.ink'
  | 'room.score';

/** What each piece of news changes in what is shown of a room. */
export const NEWS: { [E in NewsEvent]: (view: RoomView, news: ServerEvents[E]) => Partial<RoomView> } = {
  'run.changed': withRun,
  'run.series': ({ series }, { runId, ...added }) => ({
    series: { ...series, [runId]: withNewPoints(series[runId] ?? EMPTY_SERIES, added) },
  }),
  'version.added': ({ versions }, version) => ({
    versions: [...versions.filter(({ id }) => id !== version.id), version],
  }),
  'version.dropped': ({ versions }, { id: dropped }) => ({ versions: versions.filter(({ id }) => id !== dropped) }),
  'pools.changed': (_view, pools) => ({ pools }),
  'parts.changed': (_view, parts) => ({ parts }),
  'room.ink': (_view, ink) => ({ ink }),
  'room.score': (_view, score) => ({ score }),
};

/** Where people are led by now. */
export function withPlaces({ places }: RoomView, told: readonly Place[]): Partial<RoomView> {
  const next = { ...places };
  for (const [person, page, cell] of told) next[person] = { page, cell };
  return { places: next };
}

/** Who is at it by now. */
export function withAttention({ attention }: RoomView, told: readonly AttentionOf[]): Partial<RoomView> {
  return { attention: { ...attention, ...Object.fromEntries(told) } };
}

/** Who is here after some have come and gone. */
export function withPeople(
  { people, absent, you, places, attention, state }: RoomView,
  { joined, left }: NonNullable<Activity['people']>,
): Partial<RoomView> {
  const [here, gone, led, at] = [{ ...people }, { ...absent }, { ...places }, { ...attention }];
  for (const person of joined) here[person.id] = asGiven(person, state, you);
  for (const id of left) {
    if (here[id]) gone[id] = here[id];
    delete here[id];
    delete led[id];
    delete at[id];
  }
  const me = you && joined.find(({ id }) => id === you.id);
  // The role is this connection's own: somebody may watch in one tab and write in another.
  const your = me ? { ...asGiven(me, state), role: you.role } : you;
  return { people: here, absent: gone, places: led, attention: at, you: your };
}

/** A run's record as it is now; one that another worker has taken goes back to its checkpoint. */
export function withRun({ runs, series }: RoomView, run: Run): Partial<RoomView> {
  const before = runs.find(({ id }) => id === run.id);
  const known = series[run.id];
  return {
    runs: before ? runs.map((one) => (one === before ? run : one)) : [...runs, run],
    ...(known && wasTakenAnew(before, run)
      ? { series: { ...series, [run.id]: rewound(known, run.checkpointEpoch) } }
      : {}),
  };
}
