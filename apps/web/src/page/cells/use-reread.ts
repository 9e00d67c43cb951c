import { type Prediction, takenFor } from '@inkroom/shared';
import { useState } from 'react';

type Read = Pick<Prediction, 'generation' | 'digit' | 'scores'>;

/**
 * Whether a cell that was read before has been read anew since, by another model or in another framing: as the same or as another;
 * undefined until then.
 */
export function useReread(prediction: Read | null): 'same' | 'other' | undefined {
  const [read, setRead] = useState(prediction);
  const [reread, setReread] = useState<'same' | 'other'>();
  if (prediction && prediction.generation !== read?.generation) {
    setRead(prediction);
    if (read) setReread(takenFor(read) === takenFor(prediction) ? 'same' : 'other');
  }
  return reread;
}
