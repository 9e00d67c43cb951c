// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { codedError, logLine, type Run } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { person, pools, room, run, version } from '../../testing/fixtures';
import { clearStage, control, controls, isUnavailable, stage, texts } from '../../testing/stage';
import { RunView } from './run-view';

function viewOf(shown: Run, more: Partial<RoomView> = {}): Partial<RoomView> {
  const versions = [version('shipped-drawn', 0)];
  return { you: person('writer'), state: room(), versions, pools: pools('cpu'), runs: [shown], ...more };
}

const diverged = run(3, {
  state: 'failed',
  error: codedError('run_diverged', { epoch: 2, step: 15, learningRate: 0.5 }),
  spec: { ...run(3).spec, learningRate: 0.5 },
});

describe('a run that failed', () => {
  afterEach(clearStage);

  it.each(LOCALES)('says that it failed, why and where, in %s', (locale) => {
    const t = texts(locale);
    stage(<RunView run={diverged} onRepeat={() => {}} />, viewOf(diverged), locale);
    expect(control('run-state').dataset.state).toBe('failed');
    expect(control('run-state').textContent).toBe(t('training.failed'));
    const why = control('run-error').textContent;
    expect(why).toContain(t('errors.run_diverged'));
    expect(why).toContain(t('training.failedAt', { step: 15, epoch: 2 }));
  });

  it('offers a smaller learning rate where that helps, with all the other settings', () => {
    const onRepeat = vi.fn();
    stage(<RunView run={diverged} onRepeat={onRepeat} />, viewOf(diverged));
    fireEvent.click(control('run-smaller-rate'));
    expect(onRepeat).toHaveBeenCalledExactlyOnceWith({ learningRate: '0.05' });
  });

  it('offers to train again, and neither to stop it nor to use what it has not made', () => {
    const onRepeat = vi.fn();
    const { asked } = stage(<RunView run={diverged} onRepeat={onRepeat} />, viewOf(diverged));
    expect(controls()).not.toContain('run-cancel');
    expect(controls()).not.toContain('run-use-model');
    expect(controls()).not.toContain('run-progress');
    fireEvent.click(control('run-repeat'));
    expect(onRepeat).toHaveBeenCalledExactlyOnceWith();
    expect(asked).toEqual([]);
  });

  it('R5 says that its worker was lost, and does not blame the learning rate', () => {
    const lost = run(4, { state: 'failed', error: codedError('run_worker_lost') });
    const note = { code: 'failed', error: lost.error! } as const;
    const series = { [lost.id]: { points: [], epochs: [], watched: [], shelf: null, log: [logLine(note, 0)] } };
    stage(<RunView run={lost} onRepeat={() => {}} />, viewOf(lost, { series }));
    expect(control('run-error').textContent).toBe(texts()('errors.run_worker_lost'));
    expect(controls()).not.toContain('run-smaller-rate');
    expect(control('run-log').textContent).toContain(texts()('errors.run_worker_lost'));
  });
});

describe('a run that waits', () => {
  afterEach(clearStage);

  it('can be cancelled by whoever takes part', () => {
    const waiting = run(1);
    const { client, asked } = stage(<RunView run={waiting} onRepeat={() => {}} />, viewOf(waiting));
    expect(isUnavailable('run-cancel')).toBe(false);
    fireEvent.click(control('run-cancel'));
    expect(asked).toEqual(['cancelRun']);
    expect(client.cancelRun).toHaveBeenCalledWith('run-1');
  });
});
