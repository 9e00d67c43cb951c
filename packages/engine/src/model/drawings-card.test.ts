import { FRAMINGS } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { type DrawingsCard, PLACEMENTS, renderDrawings } from './drawings-card.js';

const perClass = [...new Array(9).fill(1), 0.5];
const row = Object.fromEntries(PLACEMENTS.map((placement) => [placement, { all: 0.95, perClass }]));
const card: DrawingsCard = {
  training: { writers: 23, digits: 5_747, generated: 20_000 },
  holdout: { writers: 7, digits: 1_747 },
  accuracy: Object.fromEntries(FRAMINGS.map((framing) => [framing, row])) as DrawingsCard['accuracy'],
};

describe('renderDrawings', () => {
  it('tells of strokes traced from scans where there were some', () => {
    expect(renderDrawings(card).join('\n')).not.toContain('traced');
    const traced = { ...card, training: { ...card.training, traced: 57_970 } };
    expect(renderDrawings(traced).join(' ')).toContain(
      "23 people, 57,970 traced from MNIST's training scans and 20,000",
    );
  });

  it('says how unseen people are read, and which digit worst, under each framing', () => {
    const text = renderDrawings(card).join('\n');
    expect(text).toContain('1,747 drawings by 7 people');
    for (const framing of FRAMINGS) {
      expect(text).toContain(`| ${framing} | 95.00 % (50.00 %) | 95.00 % (50.00 %) | 95.00 % (50.00 %) |`);
    }
  });

  it('tells how what is no digit is told apart, where the model was taught it, and whose letters it learnt from', () => {
    expect(renderDrawings(card).join('\n')).not.toContain('no digit');
    const notDigits = {
      digits: 11_361,
      letters: 1_440,
      auroc: 0.99612,
      refusedLetters: 0.953,
      fonts: ['Hershey (public domain)', 'Caveat (SIL OFL 1.1)'],
      refused: { scribbles: { size: 1_500, share: 0.971 } },
    };
    const text = renderDrawings({
      ...card,
      training: { ...card.training, hands: 24_000, notDigits: 70_000 },
      notDigits,
    });
    expect(text.join(' ')).toContain('24,000 in named hands');
    expect(text.join(' ')).toContain('from 70,000 letters');
    expect(text).toContain('| 1,500 scribbles | 97.10 % |');
    expect(text.join('\n')).toMatch(/0\.9961 \(AUROC\)[\s\S]*Hershey \(public domain\)[\s\S]*OFL 1\.1\)/);
  });
});
