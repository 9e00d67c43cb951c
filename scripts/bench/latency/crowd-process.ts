/**
 * The process of a crowd: its people join, draw when they are told to, and what they drew is told. Beside the process that
 * measures, so that a screen's latency has nothing of the crowd's work in it but what the machine's cores have to share.
 */
import { obeyOrders } from './child.ts';
import type { Crowd, CrowdOrder, CrowdReport } from './crowd.ts';
import { type CrowdPerson, ReplicaPerson } from './crowd-person.ts';
import { someDigits } from './digits.ts';
import { drawTogether } from './draw.ts';
import { measureLag } from './lag.ts';
import { RelayedPerson } from './relayed-person.ts';
import { SocketPerson } from './socket-person.ts';

const crowds: { crowd: Crowd; people: CrowdPerson[] }[] = [];

function join({ gatewayUrl, roomId, key, people, count }: Crowd, name: string): Promise<CrowdPerson> {
  switch (people) {
    case 'replicas':
      return ReplicaPerson.join(gatewayUrl, roomId, { name, key });
    case 'relayed':
      return RelayedPerson.join(gatewayUrl);
    default:
      return SocketPerson.join(gatewayUrl, roomId, { name, key, isDeaf: people === 'deaf', people: count });
  }
}

async function obey(order: CrowdOrder): Promise<CrowdReport> {
  switch (order.kind) {
    case 'join': {
      const { crowd } = order;
      const people: CrowdPerson[] = [];
      for (let i = 0; i < crowd.count; i++) people.push(await join(crowd, `Drawer ${crowd.firstCell + i}`));
      crowds.push({ crowd, people });
      return { kind: 'joined' };
    }
    case 'draw': {
      const { from, until } = order;
      const digits = await someDigits();
      const [lag, ...drawn] = await Promise.all([
        measureLag(from, until),
        ...crowds.map(({ crowd: { firstCell, cells }, people }) =>
          drawTogether(people, { firstCell, cells, digits, until }),
        ),
      ]);
      const sockets = crowds.flatMap(({ people }) => people).filter((person) => person instanceof SocketPerson);
      const answers = sockets.flatMap((person) => person.answers);
      const refusals = sockets.reduce((sum, person) => sum + person.refusals, 0);
      return { kind: 'drawn', drawn: drawn.flat(), answers, refusals, lag };
    }
  }
}

obeyOrders(obey);
