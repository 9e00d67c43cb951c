import { describe, expect, it } from 'vitest';
import { argumentsOf, makeDrawn, STAGES } from './make-drawn.ts';
import { readOptions } from './options.ts';

describe('the stages of the shipped default model', () => {
  it('each go on from earlier ones, the last with eleven outputs', () => {
    const before = new Set<string | undefined>([undefined]);
    for (const stage of STAGES) {
      expect(before).toContain(stage.from);
      expect(before).toContain(stage.blend);
      before.add(stage.name);
      const { spec, strokes } = readOptions(argumentsOf(stage, 'digits.jsonl'));
      expect(spec.epochs).toBe(stage.epochs);
      expect(strokes).toMatchObject({ file: 'digits.jsonl', holdoutWriters: 7 });
    }
    expect(readOptions(argumentsOf(STAGES.at(-1)!, 'digits.jsonl')).spec.outputs).toBe(11);
  });

  it('ask for the drawings that they learn from, and know their names', async () => {
    await expect(makeDrawn([])).rejects.toThrow('--strokes');
    await expect(makeDrawn(['--strokes', 'digits.jsonl', '--from', 'nowhere'])).rejects.toThrow("no stage 'nowhere'");
  });
});
