/**
 * The process of a crowd: its members join, draw when they are told to, and what they drew is told. Beside the process that
 * measures, so that a screen's latency has nothing of the crowd's work in it but what the machine's cores have to share.
 */
import { obeyOrders } from './child.ts';
import type { Crowd, CrowdOrder, CrowdReport } from './crowd.ts';
import { someDigits } from './digits.ts';
import { drawTogether } from './draw.ts';
import { measureLag } from './lag.ts';
import { type Member, ReplicaMember } from './member.ts';
import { RelayedMember } from './relayed-member.ts';
import { SocketMember } from './socket-member.ts';

const crowds: { crowd: Crowd; members: Member[] }[] = [];

function join({ gatewayUrl, roomId, key, members, count }: Crowd, name: string): Promise<Member> {
  switch (members) {
    case 'replicas':
      return ReplicaMember.join(gatewayUrl, roomId, { name, key });
    case 'relayed':
      return RelayedMember.join(gatewayUrl);
    default:
      return SocketMember.join(gatewayUrl, roomId, { name, key, isDeaf: members === 'deaf', people: count });
  }
}

async function obey(order: CrowdOrder): Promise<CrowdReport> {
  switch (order.kind) {
    case 'join': {
      const { crowd } = order;
      const members: Member[] = [];
      for (let i = 0; i < crowd.count; i++) members.push(await join(crowd, `Drawer ${crowd.firstCell + i}`));
      crowds.push({ crowd, members });
      return { kind: 'joined' };
    }
    case 'draw': {
      const { from, until } = order;
      const digits = await someDigits();
      const [lag, ...drawn] = await Promise.all([
        measureLag(from, until),
        ...crowds.map(({ crowd: { firstCell, cells }, members }) =>
          drawTogether(members, { firstCell, cells, digits, until }),
        ),
      ]);
      const sockets = crowds.flatMap(({ members }) => members).filter((member) => member instanceof SocketMember);
      const answers = sockets.flatMap((member) => member.answers);
      const refusals = sockets.reduce((sum, member) => sum + member.refusals, 0);
      return { kind: 'drawn', drawn: drawn.flat(), answers, refusals, lag };
    }
  }
}

obeyOrders(obey);
