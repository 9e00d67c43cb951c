/** The process of those who storm a room: real clients, all of which join at once, and come back at once when their gateway does. */
import { memoryStorage, RoomClient, whenView } from '@inkroom/client';
import { processorSeconds } from '../../lib/processor-time.ts';
import { whenIn } from '../../lib/when-in.ts';
import { obeyOrders } from '../latency/child.ts';
import { clockMs } from '../latency/clock.ts';
import type { StormOrder, StormReport } from './storms.ts';

let clients: RoomClient[] = [];

async function allIn(timeoutMs: number): Promise<Pick<Extract<StormReport, { kind: 'in' }>, 'at' | 'missing'>> {
  const at: number[] = [];
  const missing: string[] = [];
  await Promise.all(
    clients.map(async (client) => {
      if (await whenIn(client, timeoutMs)) return at.push(clockMs());
      const { connection, refusal, trouble, ahead, arrived } = client.view.getState();
      return missing.push(
        `${connection} ${refusal?.code ?? trouble ?? ''}, ${ahead ?? 0} ahead, ${arrived} of the page`,
      );
    }),
  );
  return { at, missing };
}

async function obey(order: StormOrder): Promise<StormReport> {
  const before = (await processorSeconds(process.pid)) ?? 0;
  const used = async () => ((await processorSeconds(process.pid)) ?? 0) - before;
  switch (order.kind) {
    case 'join': {
      const { gatewayUrl, roomId, key, people, timeoutMs } = order;
      clients = Array.from({ length: people }, (_, i) => {
        return new RoomClient({ gatewayUrl, roomId, key, storage: memoryStorage(), name: `Person ${i}` });
      });
      const began = clockMs();
      for (const client of clients) void client.start();
      return { kind: 'in', began, ...(await allIn(timeoutMs)), processorSeconds: await used() };
    }
    case 'drop': {
      await Promise.all(clients.map(({ view }) => whenView(view, ({ connection }) => connection !== 'online')));
      return { kind: 'dropped' };
    }
    case 'return':
      return { kind: 'in', began: clockMs(), ...(await allIn(order.timeoutMs)), processorSeconds: await used() };
    case 'leave': {
      await Promise.all(clients.map((client) => client.stop()));
      return { kind: 'left' };
    }
  }
}

obeyOrders(obey);
