import type { CellIndex, Prediction, PredictionRecord } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useRoomClient } from '../core/room-provider';

/** A cell that is being written is predicted eight times a second; a reader follows fewer. */
const WAIT_MS = 250;

/** All that is known of how a cell was predicted: asked for whenever another prediction is shown. Null until it is there. */
export function usePredictionRecord(cell: CellIndex, shown: Prediction | null): PredictionRecord | null {
  const client = useRoomClient();
  const [record, setRecord] = useState<PredictionRecord | null>(null);
  useEffect(() => {
    if (!shown) return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const read = await client.readPrediction(cell);
      if (!isOver && read.ok) setRecord(read.value);
    }, WAIT_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, cell, shown]);
  return shown ? record : null;
}
