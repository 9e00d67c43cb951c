import type { RunSeries } from '@inkroom/client';
import { type Evaluation, hasEnded, type Run } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useRoomClient, useRoomView } from '../../core/room-provider';

const NOTHING: RunSeries = { points: [], epochs: [], watched: [], log: [], shelf: null };

interface RunDetailsView {
  series: RunSeries;
  /** Whether the series has been fetched from its beginning. */
  known: boolean;
  /** What was found out about a finished run's model; null while that is not known. */
  evaluation: Evaluation | null;
}

/** A run's curves from their beginning, also for those who came late, and its evaluation once it has ended. */
export function useRunDetails(run: Run): RunDetailsView {
  const client = useRoomClient();
  const series = useRoomView((view) => view.series[run.id]);
  const online = useRoomView((view) => view.connection === 'online');
  const [evaluation, setEvaluation] = useState<Evaluation | null>(null);
  const ended = hasEnded(run);
  // The first point says that there is a shelf by now.
  const hasShelf = (series?.watched.length ?? 0) > 0;
  useEffect(() => {
    // Again after each reconnect: reports are not repeated to those who were away.
    if (!online) return;
    let current = true;
    void client.readRun(run.id).then((answer) => {
      if (current && answer.ok) setEvaluation(answer.value.evaluation ?? null);
    });
    return () => {
      current = false;
    };
  }, [client, run.id, online, ended, hasShelf]);
  return { series: series ?? NOTHING, known: series !== undefined, evaluation };
}
