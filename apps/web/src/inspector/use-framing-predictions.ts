import {
  type AskedPrediction,
  DEFAULT_VERSION_ID,
  FRAMINGS,
  type Framing,
  type Ink,
  type Prediction,
} from '@inkroom/shared';
import { useMemo } from 'react';
import type { Asked } from '../core/ask/model-ask';
import { useRoomView } from '../core/room-provider';
import { useAsked } from './use-asked';

/** Ink that has not changed for so long is asked about, ms: not each of the pictures that a digit in the making goes through. */
const PACE = { restMs: 400 };

export interface FramingPrediction extends Pick<AskedPrediction, 'digit' | 'scores'> {
  /** The ink has changed since. */
  isOld: boolean;
}

export interface FramingPredictions {
  of: Partial<Record<Framing, FramingPrediction>>;
  /** How things stand with the framings that the room does not use. */
  asked: Asked;
  /** The version that is asked about them. */
  version: string;
}

/**
 * What a cell is read as under each framing. Under the room's own it is the room's prediction; about the others a shipped model is asked: the
 * champion where it is one, else the default.
 * @param ink the cell's, the same list as long as it has not changed
 */
export function useFramingPredictions(
  ink: readonly Ink[],
  room: { prediction: Prediction | null; pending: boolean },
): FramingPredictions {
  const champion = useRoomView((view) => view.state.champion);
  const current = useRoomView((view) => view.state.framing);
  const version = champion.startsWith('shipped-') ? champion : DEFAULT_VERSION_ID;
  const others = useMemo(() => FRAMINGS.filter((one) => one !== current), [current]);
  const asked = useAsked(version, others, ink, PACE);

  const of: FramingPredictions['of'] = {};
  if (asked.state === 'answered' && asked.answer.version === version)
    for (const { framing, digit, scores } of asked.answer.predictions)
      if (framing) of[framing] = { digit, scores, isOld: asked.isOld };
  const { prediction, pending } = room;
  if (prediction) of[current] = { digit: prediction.digit, scores: prediction.scores, isOld: pending };
  else delete of[current];
  return { of, asked, version };
}
