/**
 * The process of a crowd: its members join, draw when they are told to, and what they drew is told. Beside the process that
 * measures, so that a screen's latency has nothing of the crowd's work in it but what the machine's cores have to share.
 */
import type { Crowd, CrowdOrder, CrowdReport } from './crowd.ts';
import { someDigits } from './digits.ts';
import { drawTogether } from './draw.ts';
import { type Member, ReplicaMember } from './member.ts';
import { SocketMember } from './socket-member.ts';

const report = (message: CrowdReport) => process.send?.(message);
const members: Member[] = [];
let crowd: Crowd;

async function obey(order: CrowdOrder): Promise<void> {
  switch (order.kind) {
    case 'join': {
      crowd = order.crowd;
      const { gatewayUrl, roomId } = crowd;
      for (let i = 0; i < crowd.count; i++) {
        const name = `Drawer ${crowd.firstCell + i}`;
        members.push(
          crowd.members === 'replicas'
            ? await ReplicaMember.join(gatewayUrl, roomId, { name })
            : await SocketMember.join(gatewayUrl, roomId, name),
        );
      }
      return void report({ kind: 'joined' });
    }
    case 'draw': {
      const { firstCell, cells } = crowd;
      const drawn = await drawTogether(members, { firstCell, cells, digits: await someDigits(), until: order.until });
      const sockets = members.filter((member) => member instanceof SocketMember);
      const answers = sockets.flatMap((member) => member.answers);
      const refusals = sockets.reduce((sum, member) => sum + member.refusals, 0);
      return void report({ kind: 'drawn', drawn, answers, refusals });
    }
  }
}

process.on('message', (order: CrowdOrder) => {
  obey(order).catch((error: unknown) => {
    report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});
process.on('disconnect', () => process.exit(0));
