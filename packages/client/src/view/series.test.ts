import { logLine, type RunDetails, type RunPoint, type WorkerInfo } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { EMPTY_SERIES, fromDetails, rewound, wasTakenAnew, withNewPoints } from './series.js';

const point = (step: number): RunPoint => ({ step, epoch: step / 10, loss: 1, accuracy: 0.5 });

describe('series', () => {
  it('passes over points, epochs and lines that are already there', () => {
    const line = logLine({ code: 'waits_again' }, 1);
    const epoch = { epoch: 1, step: 10, testLoss: 1, testAccuracy: 0.5 };
    const once = withNewPoints(EMPTY_SERIES, { points: [point(1), point(2)], epochs: [epoch], log: [line] });
    const twice = withNewPoints(once, { points: [point(2), point(3)], epochs: [epoch], log: [{ ...line }] });
    expect(twice).toEqual({ points: [point(1), point(2), point(3)], epochs: [epoch], log: [line] });
  });

  it('puts what came meanwhile behind what was read', () => {
    const details = { points: [point(1), point(2)], epochs: [], log: [] } as Partial<RunDetails> as RunDetails;
    const known = { ...EMPTY_SERIES, points: [point(2), point(3)] };
    expect(fromDetails(details, known).points).toEqual([point(1), point(2), point(3)]);
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
    const known = { points: [point(5), point(10), point(15), point(20), point(23)], epochs: [epoch(1), epoch(2)], log };
    expect(rewound(known, 1)).toEqual({ points: [point(5), point(10)], epochs: [epoch(1)], log });
    expect(rewound(known, 0)).toEqual({ points: [], epochs: [], log });
  });
});
