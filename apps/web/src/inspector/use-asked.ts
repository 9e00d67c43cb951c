import type { Ink, PredictRequest } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { strokesToAsk } from '../core/ask/ask-model';
import { type Asked, ModelAsk, NOBODY_PREDICTS, NOTHING_ASKED } from '../core/ask/model-ask';
import { useRoomView } from '../core/room-provider';

/**
 * What a version says of a drawing, asked anew as that changes.
 * @param ink the same list as long as it has not changed; so are the framings
 * @param pace how soon it is asked again, ms, see `ModelAsk`; that of the first time counts
 */
export function useAsked(
  version: string,
  framing: NonNullable<PredictRequest['framing']>,
  ink: readonly Ink[],
  pace: { restMs?: number; everyMs?: number },
): Asked {
  const predicting = useRoomView((view) => view.parts.predicting);
  const [asked, setAsked] = useState(NOTHING_ASKED);
  const [ask] = useState(() => new ModelAsk({ tell: setAsked, ...pace }));
  useEffect(() => () => ask.end(), [ask]);
  useEffect(() => {
    // Where nobody predicts each question would only be one more error at the console.
    if (ink.length === 0 || !predicting) ask.end();
    else ask.ask(() => ({ strokes: strokesToAsk(ink), framing, version }));
  }, [ask, ink, framing, version, predicting]);
  return ink.length === 0 || predicting ? asked : NOBODY_PREDICTS;
}
