import { readRoomLink } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { roomPath } from './room-path';

describe('a room’s path', () => {
  it('is read as the same room, with the same key', () => {
    const room = { roomId: 'abcd234567', watch: false };
    const keys = ['mnpq2345rstu6789', 'Kq3-_x7yKq3-_x7yKq3-_x7y'];
    for (const link of [room, { ...room, watch: true }, ...keys.map((key) => ({ ...room, key }))])
      expect(readRoomLink(roomPath(link))).toEqual(link);
  });
});
