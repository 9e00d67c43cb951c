import type { Run, RunDetails, RunLogLine } from '@inkroom/shared';
import type { RunSeries } from './room-view.js';

export const EMPTY_SERIES: RunSeries = { points: [], epochs: [], watched: [], log: [], shelf: null };

/**
 * New points of a run's curves on top of known ones. What is already there is passed over: a message and the answer to a
 * `run.read` may carry the same points.
 */
export function withNewPoints(series: RunSeries, added: Omit<RunSeries, 'shelf'>): RunSeries {
  const lastStep = series.points.at(-1)?.step ?? -1;
  const points = added.points.filter((point) => point.step > lastStep);
  const epochs = added.epochs.filter((epoch) => !series.epochs.some((known) => known.epoch === epoch.epoch));
  const lastWatched = series.watched.at(-1)?.step ?? -1;
  const watched = added.watched.filter((point) => point.step > lastWatched);
  const log = added.log.filter((line) => !series.log.some((known) => sameLine(known, line)));
  return {
    points: [...series.points, ...points],
    epochs: [...series.epochs, ...epochs],
    watched: [...series.watched, ...watched],
    log: [...series.log, ...log],
    shelf: series.shelf,
  };
}

/** A run's whole series as read from the server, with what arrived while the answer was on its way. */
export function fromDetails(details: RunDetails, known: RunSeries): RunSeries {
  const { points, epochs, watched, log, shelf } = details;
  return withNewPoints({ points, epochs, watched, log, shelf: shelf ?? known.shelf }, known);
}

/**
 * Whether another worker has taken the run: its curves are then those up to its checkpoint, its log goes on.
 */
export function wasTakenAnew(before: Pick<Run, 'worker'> | undefined, now: Pick<Run, 'state' | 'worker'>): boolean {
  return before !== undefined && now.state === 'running' && before.worker?.id !== now.worker?.id;
}

/** The curves as they were after an epoch. */
export function rewound({ points, epochs, watched, log, shelf }: RunSeries, epoch: number): RunSeries {
  return {
    points: points.filter((point) => point.epoch <= epoch),
    epochs: epochs.filter((point) => point.epoch <= epoch),
    watched: watched.filter((point) => point.epoch <= epoch && epoch > 0),
    log,
    shelf,
  };
}

function sameLine(a: RunLogLine, b: RunLogLine): boolean {
  return a.at === b.at && a.text === b.text;
}
