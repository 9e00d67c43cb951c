import { describe, expect, it } from 'vitest';
import { RoomAttention } from './attention.js';

describe('RoomAttention', () => {
  it('takes who comes in to be at it, and tells of a change once', () => {
    const attention = new RoomAttention();
    attention.enter('ann', 'tab');
    expect(attention.take()).toEqual({ all: [], own: [['ann', 'here']] });
    attention.note('ann', 'tab', 'idle');
    attention.note('ann', 'tab', 'idle');
    expect(attention.take()).toEqual({ all: [['ann', 'idle']], own: [['ann', 'idle']] });
    // It asks for the log, say.
    attention.enter('ann', 'tab');
    expect(attention.take()).toEqual({ all: [], own: [] });
    attention.note('ann', 'tab', 'here');
    expect(attention.take().all).toEqual([['ann', 'here']]);
  });

  it('has somebody be as present as the most present of their connections, over all gateways', () => {
    const attention = new RoomAttention();
    attention.note('ann', 'laptop', 'away');
    expect(attention.take().all).toEqual([['ann', 'away']]);
    attention.note('ann', 'phone', 'idle');
    expect(attention.take().all).toEqual([['ann', 'idle']]);
    attention.hear('second', [['ann', 'here']], 1);
    expect(attention.take()).toEqual({ all: [['ann', 'here']], own: [] });
    attention.hear('second', [['ann', null]], 2);
    expect(attention.take().all).toEqual([['ann', 'idle']]);
  });

  it('forgets what a connection said with the connection, and what a gateway said that is gone', () => {
    const attention = new RoomAttention();
    attention.note('ann', 'laptop', 'away');
    attention.note('ann', 'phone', 'here');
    attention.take();
    expect(attention.end('ann', 'phone')).toEqual(['ann', 'away']);
    expect(attention.take().all).toEqual([['ann', 'away']]);
    attention.hear('second', [['ann', 'here']], 1);
    attention.sweep(1);
    expect(attention.all).toEqual([['ann', 'here']]);
    attention.sweep(2);
    expect(attention.all).toEqual([['ann', 'away']]);
    attention.forget('ann');
    expect(attention.all).toEqual([]);
  });
});
