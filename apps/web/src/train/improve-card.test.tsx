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

  it('is not there before anything was corrected', () => {
    stage(card, { ...view, state: room(), pools: pools('cpu') });
    expect(controls()).not.toContain('improve');
  });
});
