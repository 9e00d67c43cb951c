import type { OpenedRoom, Operation } from '@inkroom/shared';
import { roomDigest } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { BarePerson, openRoom } from '../support/bare-person.ts';
import { type GatewayProcess, spawnGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { WorkerProcess } from '../support/worker-process.ts';

let server: PrivateRedis;
let gateway: GatewayProcess;
let worker: WorkerProcess;
let room: OpenedRoom;
let person: BarePerson;

beforeAll(async () => {
  server = await startPrivateRedis();
  gateway = await spawnGateway(server.url, {}, 'debug');
  worker = new WorkerProcess('worker-cpu', server.url, { WORKER_QUEUES: 'recognition', LOG_LEVEL: 'debug' });
  await worker.ready();
  room = await openRoom(gateway.url);
  person = new BarePerson(gateway.url);
  await person.join(room.roomId, { name: 'Aki' });
});
afterAll(async () => {
  person?.leave();
  await gateway?.stop();
  await worker?.kill();
  await server?.stop();
});

const said = () =>
  gateway
    .said()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as { msg: string; trace?: string; opIds?: string[]; roomId?: string });

it('one id leads from a stroke at the gateway to who has read it, and no log line opens a room (R9)', async () => {
  const opId = nanoid();
  const op: Operation = {
    kind: 'stroke.add',
    page: 1,
    stroke: { id: nanoid(), cell: 4, width: 23, points: [140, 40, 0.5, 0, 141, 140, 0.5, 50, 140, 240, 0.5, 100] },
  };
  expect(await person.submit(op, opId)).toMatchObject({ ok: true });
  const committed = await until('the gateway tells of the commit', () =>
    said().find(({ msg, opIds }) => msg === 'commit' && opIds?.includes(opId)),
  );
  expect(committed).toMatchObject({ outcome: 'done', roomId: roomDigest(room.roomId) });
  const read = await until('a worker tells of the same', () =>
    worker.log.find(({ trace }) => trace === committed.trace),
  );
  expect(read).toMatchObject({ msg: 'cells read', roomId: roomDigest(room.roomId), cells: [{ page: 1, cell: 4 }] });
  const logs = gateway.said() + JSON.stringify(worker.log);
  for (const secret of [room.roomId, room.hostKey, room.writeKey, person.joined!.personKey])
    if (secret) expect(logs).not.toContain(secret);
});
