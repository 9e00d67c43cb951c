// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { emptySampleCounts } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { person, pools, room, version } from '../testing/fixtures';
import { clearStage, control, controls, isUnavailable, stage, texts } from '../testing/stage';
import { ImproveCard } from './improve-card';

const view: Partial<RoomView> = {
  you: person('writer'),
  state: room({ samples: { ...emptySampleCounts(), training: 12, holdout: 3 } }),
  versions: [version('shipped-drawn', 0)],
};
const card = <ImproveCard onStarted={() => {}} />;

describe('the card that improves the live model', () => {
  afterEach(clearStage);

  it('starts nothing where no worker is online, and says so', () => {
    const { asked } = stage(card, { ...view, pools: pools() });
    expect(isUnavailable('improve-start')).toBe(true);
    fireEvent.click(control('improve-start'));
    expect(asked).toEqual([]);
    expect(control('toast').textContent).toContain(texts()('training.improveNoWorker'));
  });

  it('takes the GPU where no CPU is online', () => {
    const { client } = stage(card, { ...view, pools: pools('gpu') });
    fireEvent.click(control('improve-start'));
    expect(client.startRun).toHaveBeenCalledWith(expect.objectContaining({ pool: 'gpu' }));
  });

  it('leaves what is no digit out for a model of ten outputs, says so, and counts it for one of eleven', () => {
    const state = room({ samples: { ...emptySampleCounts(), training: 12, notDigits: 2 } });
    stage(card, { ...view, state, pools: pools('cpu') });
    expect(control('improve').textContent).toContain('12');
    expect(control('not-digits-left-out').textContent).toContain(texts()('training.notDigitsLeftOut', { count: 2 }));
    clearStage();
    const eleven = [version('shipped-drawn', 0, { outputs: 11 })];
    stage(card, { ...view, state, versions: eleven, pools: pools('cpu') });
    expect(control('improve').textContent).toContain('14');
    expect(controls()).not.toContain('not-digits-left-out');
    clearStage();
    const alone = room({ samples: { ...emptySampleCounts(), notDigits: 2 } });
    stage(card, { ...view, state: alone, versions: eleven, pools: pools('cpu') });
    expect(controls()).toContain('improve-start');
  });

  it('is not there before anything was corrected', () => {
    stage(card, { ...view, state: room(), pools: pools('cpu') });
    expect(controls()).not.toContain('improve');
  });
});
