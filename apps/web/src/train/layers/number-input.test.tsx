// @vitest-environment jsdom

import { fireEvent } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { clearStage, control, stage } from '../../testing/stage';
import { NumberInput } from './number-input';

function Units() {
  const [units, setUnits] = useState(128);
  return (
    <>
      <NumberInput label="Units" value={units} min={1} max={2048} onChange={setUnits} testId="units" />
      <output data-testid="kept">{units}</output>
    </>
  );
}

describe('a number of a layer', () => {
  afterEach(clearStage);

  it('counts as soon as it is one in range, in full-width digits too; else the last good one comes back', () => {
    stage(<Units />, {});
    const field = control('units') as HTMLInputElement;
    const type = (value: string) => fireEvent.change(field, { target: { value } });
    type('６４');
    expect(control('kept').textContent).toBe('64');
    for (const bad of ['', '１．５', 'ー１', '９９９９', 'many']) {
      type(bad);
      expect(field.getAttribute('aria-invalid'), bad).toBe('true');
      expect(control('kept').textContent).toBe('64');
    }
    fireEvent.blur(field);
    expect(field.value).toBe('64');
  });
});
