import { readRoomLink } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { roomPath } from './room-path';

describe('a room’s path', () => {
  it('is read as the same room, for watching or with a host’s key', () => {
    const room = { roomId: 'abcd234567', watch: false };
    for (const link of [room, { ...room, watch: true }, { ...room, hostKey: 'Kq3-_x7yKq3-_x7yKq3-_x7y' }]) {
      expect(readRoomLink(roomPath(link))).toEqual(link);
    }
  });
});
