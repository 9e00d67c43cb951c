import { ok, type Result } from '@inkroom/shared';
import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import { ReadingLine } from './reading-line.js';
import type { Session } from './session.js';

const somebody = () => ({ reads: pLimit(1), isHere: true, sendWaiting: () => {} });
type Somebody = ReturnType<typeof somebody>;

/** A line, and reads that end when they are told to. */
function lineOf(atOnce: number) {
  const line = new ReadingLine(atOnce);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const read = (who: Somebody, name: string, roomId = 'room') =>
    line.wait(who as unknown as Session, roomId, () => {
      begun.push(name);
      return new Promise<Result<string>>((resolve) => ends.set(name, () => resolve(ok(name))));
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    ends.get(name)!();
    await turn();
  };
  return { read, begun, end, turn };
}

describe('R7 who reads much of a room', () => {
  it('waits in line: some of a room at a time, and one of each connection', async () => {
    const { read, begun, end, turn } = lineOf(2);
    const [ann, bob, cleo] = [somebody(), somebody(), somebody()];
    void read(ann, 'ann 1');
    void read(ann, 'ann 2');
    void read(bob, 'bob');
    void read(cleo, 'cleo');
    void read(somebody(), 'elsewhere', 'other room');
    await turn();
    expect(begun).toEqual(['ann 1', 'bob', 'elsewhere']);
    await end('ann 1');
    expect(begun.slice(3)).toEqual(['cleo']);
    await end('bob');
    expect(begun.slice(4)).toEqual(['ann 2']);
  });

  it('has nothing read when they have gone meanwhile', async () => {
    const { read, begun, end, turn } = lineOf(1);
    const [ann, bob] = [somebody(), somebody()];
    void read(ann, 'ann');
    const late = read(bob, 'bob');
    await turn();
    bob.isHere = false;
    await end('ann');
    expect(await late).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(begun).toEqual(['ann']);
  });
});
