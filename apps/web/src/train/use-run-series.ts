'use client';

import type { RunSeries } from '@inkroom/client';
import { useEffect } from 'react';
import { useRoomClient, useRoomView } from '../room/room-provider';

const NOTHING: RunSeries = { points: [], epochs: [], log: [] };

/** A run's curves from their beginning, also for those who came late: what was missed is fetched once it is looked at. */
export function useRunSeries(runId: string): { series: RunSeries; known: boolean } {
  const client = useRoomClient();
  const series = useRoomView((view) => view.series[runId]);
  const online = useRoomView((view) => view.connection === 'online');
  useEffect(() => {
    // Again after each reconnect: reports are not repeated to those who were away.
    if (online) void client.readRun(runId);
  }, [client, runId, online]);
  return { series: series ?? NOTHING, known: series !== undefined };
}
