// @vitest-environment jsdom

import type { RoomClient, RoomView, RunSeries } from '@inkroom/client';
import {
  type OnCorrections,
  ok,
  type PartEvaluation,
  type Run,
  type RunDetails,
  type WatchPoint,
} from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { runInAddress } from '../../core/run-address';
import { useRoomPanel } from '../../core/use-room-panel';
import { person, pools, room, run, version } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { RunView } from '../run/run-view';
import { WatchView } from './watch-view';

const image = Buffer.alloc(784, 9).toString('base64');
const look = (epoch: number, read: string): WatchPoint => ({
  step: epoch * 10,
  epoch,
  read,
  drawings: 0.85,
  scans: 0.97,
});
const series: RunSeries = {
  points: [{ step: 5, epoch: 0.5, loss: 0.4, accuracy: 0.9 }],
  epochs: [],
  log: [],
  shelf: ([7, 1, 4] as const).map((label) => ({ label, image })),
  watched: [look(0, '114'), look(0.5, '714')],
};
const running = run(3, { state: 'running', progress: { ...run(3).progress, phase: 'training', fraction: 0.2 } });
const kept = { ...running, checkpointEpoch: 1 };
const finished: Run = { ...kept, state: 'finished', versionId: 'model-one', testAccuracy: 0.98 };
const corrections: OnCorrections = {
  ...{ size: 3, right: 3, before: 2, liveId: 'shipped-drawn', seen: 3, mended: 1, spoilt: 0, changed: [] },
};

const tens = (value: number) => Array.from({ length: 10 }, () => value);
const test: PartEvaluation = {
  ...{ size: 10, accuracy: 0.98, loss: 0.1, perClass: tens(0.98), ece: 0.01, calibration: [] },
  confusion: tens(0).map(() => tens(0)),
};

function viewOf(shown: Run): Partial<RoomView> {
  const versions = [version('shipped-drawn', 0), version('model-one', 1)];
  const more = { versions, pools: pools('cpu'), runs: [shown], series: { [shown.id]: series } };
  return { you: person('writer'), state: room(), ...more };
}

/** What the server says of a run. */
function answers(client: RoomClient, shown: Run): void {
  const evaluation = shown.state === 'finished' ? { corrections, test, holdout: null, mistakes: [] } : null;
  vi.spyOn(client, 'readRun').mockResolvedValue(ok({ run: shown, ...series, evaluation } as unknown as RunDetails));
}

describe('a run on the whole screen', () => {
  afterEach(() => {
    clearStage();
    window.history.replaceState(null, '', '/');
  });

  it.each(LOCALES)(
    'shows progress, curve and the room’s own digits with what became of them, in %s',
    async (locale) => {
      const t = texts(locale);
      const { client, show } = stage(null, viewOf(running), locale);
      answers(client, running);
      show(<WatchView number={3} onClose={() => {}} />);
      await act(async () => {});
      for (const part of ['run-progress', 'curve-watched', 'run-shelf']) expect(controls()).toContain(part);
      expect(control('run-shelf').dataset.right).toBe('3');
      expect(control('run-shelf').textContent).toContain(t('training.watch.right', { right: 3, size: 3 }));
      expect(control('run-shelf').textContent).toContain(t('training.watch.turned', { mended: 1, spoilt: 0 }));
      expect(control('watched-corrections').textContent).toContain('100');
      expect(control('watched-drawings').textContent).toContain('85');
    },
  );

  it('says so where there is no such run', () => {
    stage(<WatchView number={9} onClose={() => {}} />, viewOf(running));
    expect(document.body.textContent).toContain(texts()('training.watch.gone', { number: 9 }));
  });

  it('stands in the address while it is open, and opens from there', () => {
    window.history.replaceState(null, '', '/r/abc?watch#key');
    function Watched() {
      const { watchedRun, watchRun } = useRoomPanel();
      return (
        <button type="button" data-testid="toggle" onClick={() => watchRun(watchedRun === null ? 3 : null)}>
          {watchedRun}
        </button>
      );
    }
    stage(<Watched />, viewOf(running));
    fireEvent.click(control('toggle'));
    expect([window.location.hash, runInAddress()]).toEqual(['#key', 3]);
    clearStage();
    stage(null, viewOf(running)).show(<Watched />);
    expect(control('toggle').textContent).toBe('3');
    fireEvent.click(control('toggle'));
    expect(runInAddress()).toBeNull();
    expect(window.location.search).toContain('watch');
  });
});

describe('a run’s page while it is watched', () => {
  afterEach(clearStage);

  it('has nothing come between what people look at, when a checkpoint comes or the run ends', async () => {
    const orders: string[][] = [];
    for (const shown of [running, kept, finished]) {
      const { client, show } = stage(null, viewOf(shown));
      answers(client, shown);
      show(<RunView run={shown} onRepeat={() => {}} />);
      await act(async () => {});
      const all = controls();
      orders.push(all.filter((id) => /^(run-progress|run-checkpoint|run-watch|run-shelf|curve-)/.test(id)));
      // What the end brings stands below.
      for (const result of shown === finished ? ['run-corrections', 'run-result'] : [])
        expect(all.indexOf(result)).toBeGreaterThan(all.indexOf('curve-accuracy'));
      clearStage();
    }
    const parts = [
      'run-progress',
      'run-checkpoint',
      'run-watch',
      'run-shelf',
      'curve-watched',
      'curve-loss',
      'curve-accuracy',
    ];
    for (const order of orders) expect(order).toEqual(parts);
  });
});
