import { describe, expect, it } from 'vitest';
import { forgetRoom, recentRooms, rememberRoom } from './recent-rooms';

function shelf(initial?: string) {
  const kept = new Map(initial === undefined ? [] : [['inkroom.recent-rooms', initial]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const room = (roomId: string, at = 1) => ({ roomId, title: 'Class 5b', at });

describe('recent rooms', () => {
  it('show the last visit first and each room once', () => {
    const kept = shelf();
    rememberRoom(kept, room('aaaaaa'));
    rememberRoom(kept, room('bbbbbb'));
    rememberRoom(kept, room('aaaaaa', 2));
    expect(recentRooms(kept)).toEqual([room('aaaaaa', 2), room('bbbbbb')]);
  });

  it('forget a room on request', () => {
    const kept = shelf();
    rememberRoom(kept, room('aaaaaa'));
    forgetRoom(kept, 'aaaaaa');
    expect(recentRooms(kept)).toEqual([]);
  });

  it('keep a dozen', () => {
    const kept = shelf();
    for (let i = 0; i < 30; i++) rememberRoom(kept, room(`room${i}room`));
    expect(recentRooms(kept)).toHaveLength(12);
  });

  it('survive what another program left in their place', () => {
    expect(recentRooms(shelf('{"x":1}'))).toEqual([]);
    expect(recentRooms(shelf('nonsense'))).toEqual([]);
    expect(recentRooms(shelf(JSON.stringify([{ roomId: '<b>' }, room('aaaaaa')])))).toEqual([room('aaaaaa')]);
  });

  it('do without storage', () => {
    const refusing = {
      getItem: (): string | null => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('denied');
      },
    };
    rememberRoom(refusing, room('aaaaaa'));
    expect(recentRooms(refusing)).toEqual([]);
  });
});
