// @vitest-environment jsdom

import { act } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { person, room } from '../../testing/fixtures';
import { clearStage, control, controls, stage } from '../../testing/stage';
import type { PageEngine } from '../page-engine';
import { pageUi, usePageUi } from '../page-store';
import { CellGrid } from './cell-grid';
import { KeyWriting } from './key-writing';

const ENGINE = {
  rest: { down: () => {}, up: () => {} },
  view: { reveal: () => {} },
  cellRect: () => new DOMRect(),
} as unknown as PageEngine;
const end = () => pageUi.setState({ keyWriting: null });

function Cells() {
  const cell = usePageUi((ui) => ui.keyWriting);
  return (
    <>
      <CellGrid overlay={null} />
      <input data-testid="elsewhere" />
      {cell === null ? null : <KeyWriting cell={cell} engine={ENGINE} onEnd={end} />}
    </>
  );
}

const focus = (testId: string) => act(() => control(testId).focus());

/** The keys' code comes when the focus has gone somewhere. */
function comesTo(focused: string) {
  stage(<Cells />, { you: person('writer'), state: room() });
  focus('cell-0');
  focus(focused);
  act(() => pageUi.setState({ keyWriting: 0 }));
}

describe('writing by keyboard', () => {
  afterEach(clearStage);

  it('goes on for as long as its cell has the focus', () => {
    comesTo('cell-0');
    expect(controls()).toContain('key-writing');
    focus('elsewhere');
    expect(controls()).not.toContain('key-writing');
  });

  it('ends at once where the focus went elsewhere before its keys were bound', () => {
    comesTo('elsewhere');
    expect(controls()).not.toContain('key-writing');
  });
});
