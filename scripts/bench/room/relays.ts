import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClientPayload } from '@inkroom/shared';
import { CrowdProcess } from '../latency/crowd.ts';
import { type Drawing, measureDrawing } from './drawing.ts';
import { Watcher } from './watcher.ts';

export type RelayKind = 'plain' | 'coalescing';
export type LiveMessage = ClientPayload<'live'>;

const PROGRAM = fileURLToPath(new URL('./relay-process.ts', import.meta.url));

/** What `drawers` and `watchers` get of a relay that passes their live ink on and does nothing else. */
export async function measureRelay(kind: RelayKind, drawers: number, watchers: number): Promise<Drawing> {
  const relay = fork(PROGRAM, [kind], { execArgv: ['--import', 'tsx'] });
  const watching: Watcher[] = [];
  let crowd: CrowdProcess | null = null;
  try {
    const [port] = (await once(relay, 'message')) as [number];
    const url = `http://127.0.0.1:${port}`;
    while (watching.length < watchers) watching.push(await Watcher.joinRelay(url));
    crowd = await CrowdProcess.join({
      ...{ gatewayUrl: url, roomId: '', key: '', count: drawers, people: 'relayed' },
      ...{ firstCell: 0, cells: drawers },
    });
    return await measureDrawing(watching, crowd, { relay: relay.pid ?? 0 });
  } finally {
    for (const watcher of watching) watcher.stop();
    crowd?.stop();
    relay.kill('SIGKILL');
  }
}
