import type { ModelVersion } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { descentOf } from './descent';

function version(id: string, parentId: string | null, corrections = 0, architecture = 'custom'): ModelVersion {
  return { id, parentId, architecture, dataset: { corrections } } as ModelVersion;
}

describe('descentOf', () => {
  it('knows none of what began from scratch', () => {
    expect(descentOf({ parentId: null, corrections: 5 }, [])).toBeNull();
  });

  it('goes back to the shipped model for drawings', () => {
    const versions = [version('shipped-drawn', null)];
    expect(descentOf({ parentId: 'shipped-drawn', corrections: 4 }, versions)).toEqual({
      root: 'drawings',
      corrected: true,
    });
  });

  it('goes back over several models, and remembers corrections on the way', () => {
    const versions = [version('shipped-mlp', null, 0, 'mlp'), version('a', 'shipped-mlp', 3), version('b', 'a')];
    expect(descentOf({ parentId: 'b', corrections: 0 }, versions)).toEqual({ root: 'mlp', corrected: true });
  });

  it('tells what was trained on without corrections', () => {
    const versions = [version('a', null, 9, 'compact')];
    expect(descentOf({ parentId: 'a', corrections: 0 }, versions)).toEqual({ root: 'compact', corrected: false });
  });

  it('admits that a forebear is gone', () => {
    expect(descentOf({ parentId: 'b', corrections: 0 }, [version('b', 'gone', 2)])).toEqual({
      root: 'forgotten',
      corrected: true,
    });
  });
});
