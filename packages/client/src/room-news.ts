import type { Run, ServerEvents } from '@inkroom/shared';
import type { RoomView } from './room-view.js';
import { EMPTY_SERIES, rewound, wasTakenAnew, withNewPoints } from './series.js';

/** What is told of people, runs, models and workers, beside the log. */
type NewsEvent =
  | 'person.joined'
  | 'person.left'
  | 'run.changed'
  | 'run.series'
  | 'version.added'
  | 'version.dropped'
  | 'pools.changed';

/** What each piece of news changes in what is shown of a room. */
export const NEWS: { [E in NewsEvent]: (view: RoomView, news: ServerEvents[E]) => Partial<RoomView> } = {
  'person.joined': ({ people, you }, person) => ({
    people: { ...people, [person.id]: person },
    // The role is this connection's own: somebody may watch in one tab and write in another.
    you: you?.id === person.id ? { ...person, role: you.role } : you,
  }),
  'person.left': ({ people, absent }, { id }) => {
    const { [id]: left, ...others } = people;
    return { people: others, absent: left ? { ...absent, [id]: left } : absent };
  },
  'run.changed': withRun,
  'run.series': ({ series }, { runId, ...added }) => ({
    series: { ...series, [runId]: withNewPoints(series[runId] ?? EMPTY_SERIES, added) },
  }),
  'version.added': ({ versions }, version) => ({
    versions: [...versions.filter(({ id }) => id !== version.id), version],
  }),
  'version.dropped': ({ versions }, { id: dropped }) => ({ versions: versions.filter(({ id }) => id !== dropped) }),
  'pools.changed': (_view, pools) => ({ pools }),
};

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
