import { type Cell, emptyCell } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { noDigitScores, prediction as samplePrediction } from '../../testing/fixtures';
import { likelyDigits, shownPrediction } from './shown-prediction';

const scores = [0.01, 0.2, 0, 0, 0.06, 0, 0, 0.7, 0.02, 0.01];
const prediction = samplePrediction(7, { scores });
const read: Cell = { ...emptyCell(), revision: 1, strokes: ['author-1/stroke-one'], prediction };
const said = (value: 1 | 7 | 'not-a-digit') => ({ value, by: 'author-1', at: 0, sampleId: 'sample-1' });

describe('cell reading', () => {
  it('is nothing for an empty cell, even when a prediction of dropped ink has stayed', () => {
    expect(shownPrediction(undefined, false, 0)).toBeNull();
    expect(shownPrediction({ ...emptyCell(), prediction: { ...prediction, live: 3 } }, false, 0)).toBeNull();
  });

  it('shows a live prediction while somebody draws', () => {
    const reading = shownPrediction({ ...emptyCell(), prediction: { ...prediction, revision: 0, live: 3 } }, true, 0);
    expect(reading?.prediction?.digit).toBe(7);
    expect(reading?.pending).toBe(false);
  });

  it('is pending from a change of ink or model until its prediction comes', () => {
    expect(shownPrediction(read, false, 0)?.pending).toBe(false);
    expect(shownPrediction({ ...read, revision: 2 }, false, 0)?.pending).toBe(true);
    expect(shownPrediction(read, false, 1)?.pending).toBe(true);
    expect(shownPrediction({ ...read, prediction: null }, false, 0)?.pending).toBe(true);
  });

  it('R4 is not pending where there is only ink in the making: nothing durable waits for a prediction', () => {
    expect(shownPrediction(undefined, true, 0)).toMatchObject({ prediction: null, pending: false });
    expect(shownPrediction(emptyCell(), true, 5)?.pending).toBe(false);
    // Erased, and somebody begins anew: the prediction of what was erased is older than the cell.
    expect(shownPrediction({ ...emptyCell(), revision: 2, prediction }, true, 1)?.pending).toBe(false);
  });

  it('stays pending while somebody goes on drawing in a cell with ink that was not read yet', () => {
    expect(shownPrediction({ ...read, prediction: null }, true, 0)?.pending).toBe(true);
    expect(shownPrediction({ ...read, revision: 2 }, true, 0)?.pending).toBe(true);
    expect(shownPrediction(read, true, 0)?.pending).toBe(false);
  });

  it('is certain from 60 % on', () => {
    expect(shownPrediction(read, false, 0)?.certain).toBe(true);
    const scores = prediction.scores.map((score, digit) => (digit === 7 ? 0.59 : score));
    expect(shownPrediction({ ...read, prediction: { ...prediction, scores } }, false, 0)?.certain).toBe(false);
  });

  it('tells agreement from correction', () => {
    expect(shownPrediction(read, false, 0)?.verdict).toBeNull();
    expect(shownPrediction({ ...read, label: said(7) }, false, 0)?.verdict).toBe('agrees');
    expect(shownPrediction({ ...read, label: said(1) }, false, 0)?.verdict).toBe('corrected');
    expect(shownPrediction({ ...read, label: said('not-a-digit') }, false, 0)?.verdict).toBe('corrected');
  });

  it('is what the model says: no digit as well, and what it is torn between', () => {
    const none = { ...read, prediction: { ...prediction, scores: noDigitScores(7, 0.8) } };
    expect(shownPrediction(none, false, 0)).toMatchObject({
      decision: { is: 'not-a-digit', or: null, score: 0.8 },
      confidence: 0.8,
      certain: true,
    });
    expect(shownPrediction({ ...none, label: said('not-a-digit') }, false, 0)?.verdict).toBe('agrees');
    expect(shownPrediction({ ...none, label: said(7) }, false, 0)?.verdict).toBe('corrected');
    const torn = { ...read, prediction: { ...prediction, scores: noDigitScores(7, 0.5) } };
    expect(shownPrediction(torn, false, 0)).toMatchObject({
      decision: { is: 7, or: 'not-a-digit', score: 1 },
      certain: false,
    });
  });

  it('offers the likely digits, best first', () => {
    expect(likelyDigits(prediction)).toEqual([7, 1, 4]);
    expect(likelyDigits(null)).toEqual([]);
  });
});
