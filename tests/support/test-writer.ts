import { type Evidence, type Limits, type Operation, type Result, readLimits } from '@inkroom/shared';
import { type Applied, RoomCopy, type RoomFollower, RoomWriter, StoreClock } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';

export interface TestPerson {
  id: string;
  name: string;
  isHost: boolean;
}

/** Nobody listens: the log tells what happened. */
const NOBODY: RoomFollower = {
  entriesApplied: () => {},
  commitSent: () => {},
  commitAnswered: () => {},
  stateReplaced: () => {},
};

/**
 * A room's writer as a gateway has it, but for the channel: it hears of other writers' entries only when it finds itself behind.
 * Hosts claim the room when they first ask for something, which is an entry of the log as well.
 */
export class TestWriter {
  readonly copy: RoomCopy;
  readonly writer: RoomWriter;

  private constructor(redis: Redis, roomId: string, limits: Limits, follower: RoomFollower) {
    this.copy = new RoomCopy({ redis, roomId, limits }, follower);
    const options = { redis, roomId, gatewayId: nanoid(), limits, clock: new StoreClock() };
    this.writer = new RoomWriter(options, this.copy, follower);
  }

  static async open(
    redis: Redis,
    roomId: string,
    limits: Limits = readLimits(),
    follower = NOBODY,
  ): Promise<TestWriter> {
    const one = new TestWriter(redis, roomId, limits, follower);
    await one.copy.load();
    return one;
  }

  async submit(
    op: Operation,
    { id, name, isHost }: TestPerson,
    { opId = nanoid(), evidence = {} }: { opId?: string; evidence?: Evidence } = {},
  ): Promise<Result<Applied>> {
    const who = { id, name, watches: false };
    if (isHost && this.copy.state?.roles[id] !== 'host')
      await this.writer.submit({ opId: nanoid(), op: { kind: 'host.claim' } }, who, { holdsHostKey: true });
    return this.writer.submit({ opId, op }, who, evidence);
  }
}
