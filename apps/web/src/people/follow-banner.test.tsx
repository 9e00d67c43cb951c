// @vitest-environment jsdom

import { act } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { person } from '../testing/fixtures';
import { clearStage, control, stage } from '../testing/stage';
import { FollowBanner } from './follow-banner';
import { follow, followed, stopFollowing } from './followed';

const BEN = person('writer', 'Ben');

describe('FollowBanner', () => {
  afterEach(() => {
    clearStage();
    stopFollowing();
  });

  it('follows somebody until one leaves the room, also where effects are tried twice', () => {
    const { show } = stage(null, { you: person('writer'), people: { [BEN.id]: BEN } });
    show(
      <StrictMode>
        <FollowBanner />
      </StrictMode>,
    );
    act(() => follow(BEN.id));
    expect(control('following').textContent).toContain(BEN.name);
    show(null);
    expect(followed.getState().person).toBeNull();
  });
});
