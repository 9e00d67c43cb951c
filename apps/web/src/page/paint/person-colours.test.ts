import { emptyView } from '@inkroom/client';
import type { Person } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { areRecoloured } from './person-colours';

const ann: Person = { id: 'ann', name: 'Ann', colour: 3, role: 'writer' };
const nobody = emptyView('room');
const annHere = { ...nobody, people: { ann } };
const annGone = { ...nobody, absent: { ann } };

describe('the colours of ink', () => {
  it('come with a person, present or not', () => {
    expect(areRecoloured(nobody, annHere)).toBe(true);
    expect(areRecoloured(nobody, annGone)).toBe(true);
    expect(areRecoloured(nobody, { ...nobody, you: ann })).toBe(true);
    expect(areRecoloured(annHere, { ...nobody, people: { ann: { ...ann, colour: 4 } } })).toBe(true);
  });

  it('stay when somebody leaves, comes back or takes another name', () => {
    expect(areRecoloured(annHere, annGone)).toBe(false);
    expect(areRecoloured(annGone, annHere)).toBe(false);
    expect(areRecoloured(annHere, { ...nobody, people: { ann: { ...ann, name: 'Anna' } } })).toBe(false);
  });
});
