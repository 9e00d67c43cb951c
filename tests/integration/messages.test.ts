import {
  activitySchema,
  answerSchemas,
  type ClientEvent,
  RoomDecoder,
  serverSchemas,
  snapshotPieceSchema,
  strokeIdOf,
} from '@inkroom/shared';
import { expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { runRequest } from '../support/runs.ts';

const room = useRoom();

/** Says what of an answer is not of its form. */
async function faultOf(person: BarePerson, event: ClientEvent, payload?: unknown) {
  const answer = await person.ask(event, payload);
  return answer.ok ? answerSchemas[event].safeParse(answer.value).error : answer.error;
}

it('what a gateway answers and tells has the form that the protocol gives it', async () => {
  const heard = new Set<string>();
  const faults: unknown[] = [];
  const check = (event: string, { error }: { error?: unknown }) => {
    heard.add(event);
    if (error) faults.push(event, error);
  };
  const ann = room.connect();
  const decoder = new RoomDecoder();
  ann.socket.onAny((event: keyof typeof serverSchemas, payload) => {
    check(event, serverSchemas[event].safeParse(payload));
    if (event === 'activity') check('decoded', activitySchema.safeParse(decoder.activity(payload)));
    if (event === 'snapshot') check('decoded', snapshotPieceSchema.safeParse(decoder.piece(payload)));
  });
  await ann.join(room.roomId, { name: 'Ann', key: room.hostKey });
  check('room.join', answerSchemas['room.join'].safeParse(ann.joined));
  const bob = await room.join({ name: 'Bob' });
  await ann.submit(addStroke(1));
  await bob.submit(addStroke(2, { id: 'stroke-b' }));
  bob.socket.emit('live', { page: 1, cursor: [1, 2] });
  for (const op of [
    { kind: 'cell.label', page: 1, cell: 1, label: 3 },
    { kind: 'model.challenge', versionId: null },
    { kind: 'ink.clear', page: 1, cell: 2 },
    { kind: 'ink.restore', page: 1, clearing: 'operation-ink-clear' },
    { kind: 'stroke.remove', page: 1, cell: 2, ids: [strokeIdOf(bob.joined!.you.id, 'stroke-b')] },
    { kind: 'samples.withdraw', personId: ann.joined!.you.id, role: 'labelled' },
    { kind: 'room.title', title: 'Class 3b' },
    { kind: 'page.grow', page: 1 },
    { kind: 'page.suggest', page: 2 },
    { kind: 'page.begin', columns: 16 },
    { kind: 'person.role', personId: bob.joined!.you.id, role: 'viewer' },
    { kind: 'person.name', personId: bob.joined!.you.id, name: 'Robert' },
    { kind: 'room.lock', locked: true },
    { kind: 'room.pause', paused: true },
    { kind: 'room.names', hidden: true },
    { kind: 'page.turn', page: 1 },
  ] as const)
    expect(await faultOf(ann, 'op.submit', { opId: `operation-${op.kind.replace('.', '-')}`, op })).toBeUndefined();
  const started = await ann.ask('run.start', { ...runRequest({ pool: 'gpu' }), wait: true });
  const runId = (started as { value: { run: { id: string } } }).value.run.id;
  const asked: [ClientEvent, unknown?][] = [
    ['ping'],
    ['room.create', {}],
    ['log.read', { since: { seq: 0, opId: null } }],
    ['log.read', { since: { seq: 1e6, opId: null } }],
    ['page.read', { page: 2 }],
    ['log.read', { since: { seq: 1e6, opId: null }, page: 2 }],
    ['prediction.read', { page: 1, cell: 1 }],
    ['samples.read'],
    ['score.read'],
    ['people.read'],
    ['run.start', { ...runRequest({ pool: 'gpu' }), wait: true }],
    ['run.read', { runId }],
    ['run.cancel', { runId }],
  ];
  for (const [event, payload] of asked) expect(await faultOf(ann, event, payload), event).toBeUndefined();
  bob.socket.emit('live', { page: 0 });
  check('refused', serverSchemas.refused.safeParse(await bob.hears('refused')));
  bob.leave();
  await ann.hears('person.left');
  expect(faults).toEqual([]);
  expect([...heard]).toEqual(expect.arrayContaining(['activity', 'decoded', 'snapshot', 'run.changed']));
});
