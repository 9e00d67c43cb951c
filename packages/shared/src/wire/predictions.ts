import { type Decoder, readUint8, readVarString, readVarUint } from 'lib0/decoding';
import { type Encoder, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding';
import { NO_DIGIT } from '../decision.js';
import type { CodedError } from '../protocol/coded-error.js';
import type { ChallengerPrediction, Prediction } from '../protocol/predictions.js';
import type { Digit } from '../protocol/samples.js';
import { readMany } from './many.js';
import type { Names } from './names.js';

/** Bits that say what follows the scores. */
const INSTEAD_OF = 1;
const BY_CHALLENGER = 2;
const CHALLENGER_ERROR = 4;
/** Set in the byte of the digit where an eleventh score follows the ten. */
const HAS_ELEVEN = 128;
/** What stands for a score of 1. */
const SCORE_MAX = 255;

export function writePredictions(encoder: Encoder, names: Names, predictions: readonly Prediction[]): void {
  writeVarUint(encoder, predictions.length);
  for (const prediction of predictions) {
    const { insteadOf, byChallenger, challengerError } = prediction;
    for (const count of ['page', 'cell', 'revision', 'live', 'generation'] as const)
      writeVarUint(encoder, prediction[count]);
    writeUint8(
      encoder,
      (insteadOf ? INSTEAD_OF : 0) | (byChallenger ? BY_CHALLENGER : 0) | (challengerError ? CHALLENGER_ERROR : 0),
    );
    writeScores(encoder, names, prediction);
    if (insteadOf) {
      names.write(encoder, insteadOf.modelVersion);
      writeVarString(encoder, insteadOf.error ? JSON.stringify(insteadOf.error) : '');
    }
    if (byChallenger) writeScores(encoder, names, byChallenger);
    if (challengerError) writeVarString(encoder, JSON.stringify(challengerError));
  }
}

export function readPredictions(decoder: Decoder, names: Names): Prediction[] {
  return readMany(decoder, () => {
    const counts = {
      page: readVarUint(decoder),
      cell: readVarUint(decoder),
      revision: readVarUint(decoder),
      live: readVarUint(decoder),
      generation: readVarUint(decoder),
    };
    const bits = readUint8(decoder);
    const read = readScores(decoder, names);
    return {
      ...counts,
      ...read,
      insteadOf:
        bits & INSTEAD_OF ? { modelVersion: names.read(decoder), error: readError(readVarString(decoder)) } : null,
      byChallenger: bits & BY_CHALLENGER ? readScores(decoder, names) : null,
      challengerError: bits & CHALLENGER_ERROR ? readError(readVarString(decoder)) : null,
    };
  });
}

function writeScores(encoder: Encoder, names: Names, { modelVersion, digit, scores }: ChallengerPrediction): void {
  names.write(encoder, modelVersion);
  writeUint8(encoder, digit | (scores.length > NO_DIGIT ? HAS_ELEVEN : 0));
  for (const score of scores) writeUint8(encoder, Math.round(score * SCORE_MAX));
}

function readScores(decoder: Decoder, names: Names): ChallengerPrediction {
  const modelVersion = names.read(decoder);
  const first = readUint8(decoder);
  const outputs = first & HAS_ELEVEN ? NO_DIGIT + 1 : NO_DIGIT;
  const scores = Array.from({ length: outputs }, () => readUint8(decoder) / SCORE_MAX);
  return { modelVersion, digit: (first & ~HAS_ELEVEN) as Digit, scores };
}

function readError(text: string): CodedError | null {
  return text ? (JSON.parse(text) as CodedError) : null;
}
