import { logLine, type RunDetails, type RunPoint, type WatchPoint, type WorkerInfo } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { EMPTY_SERIES, fromDetails, rewound, wasTakenAnew, withNewPoints } from './series.js';

const point = (step: number): RunPoint => ({ step, epoch: step / 10, loss: 1, accuracy: 0.5 });

const look = (step: number): WatchPoint => ({ step, epoch: step / 10, read: '7', drawings: 0.5, scans: 0.5 });

describe('series', () => {
  it('passes over points, epochs and lines that are already there', () => {
    const line = logLine({ code: 'waits_again' }, 1);
    const epoch = { epoch: 1, step: 10, testLoss: 1, testAccuracy: 0.5 };
    const once = withNewPoints(EMPTY_SERIES, {
      ...{ points: [point(1), point(2)], epochs: [epoch], log: [line], watched: [look(0), look(1)] },
    });
    const twice = withNewPoints(once, {
      ...{ points: [point(2), point(3)], epochs: [epoch], log: [{ ...line }], watched: [look(1), look(2)] },
    });
    const watched = [look(0), look(1), look(2)];
    expect(twice).toEqual({
      points: [point(1), point(2), point(3)],
      epochs: [epoch],
      log: [line],
      watched,
      shelf: null,
    });
  });

  it('puts what came meanwhile behind what was read', () => {
    const shelf = [{ label: 7, image: '' }];
    const details = {
      points: [point(1), point(2)],
      epochs: [],
      log: [],
      watched: [],
      shelf,
    } as Partial<RunDetails> as RunDetails;
    const known = { ...EMPTY_SERIES, points: [point(2), point(3)] };
    expect(fromDetails(details, known)).toMatchObject({ points: [point(1), point(2), point(3)], shelf });
  });

  it('knows a run that another worker has taken from one that only goes on', () => {
    const running = (id: string) => ({ state: 'running', worker: { id } as WorkerInfo }) as const;
    expect(wasTakenAnew(undefined, running('a'))).toBe(false);
    expect(wasTakenAnew(running('a'), running('a'))).toBe(false);
    expect(wasTakenAnew(running('a'), { state: 'pending', worker: null })).toBe(false);
    expect(wasTakenAnew({ worker: null }, running('b'))).toBe(true);
    expect(wasTakenAnew(running('a'), running('b'))).toBe(true);
  });

  it('goes back to the curves of a checkpoint, and keeps the log', () => {
    const epoch = (number: number) => ({ epoch: number, step: 10 * number, testLoss: 1, testAccuracy: 0.5 });
    const log = [logLine({ code: 'waits_again' }, 1)];
    const shelf = [{ label: 7 as const, image: '' }];
    const points = [point(5), point(10), point(15), point(20), point(23)];
    const watched = [look(0), look(10), look(11)];
    const known = { points, epochs: [epoch(1), epoch(2)], log, watched, shelf };
    expect(rewound(known, 1)).toEqual({
      ...{ points: [point(5), point(10)], epochs: [epoch(1)], log, watched: [look(0), look(10)], shelf },
    });
    expect(rewound(known, 0)).toEqual({ points: [], epochs: [], log, watched: [], shelf });
  });
});
