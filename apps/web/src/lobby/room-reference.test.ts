import { describe, expect, it } from 'vitest';
import { roomPath } from './room-path';
import { parseRoomReference } from './room-reference';

describe('room references', () => {
  it('are read from a link, with whether it is for watching', () => {
    expect(parseRoomReference('https://ink.example/r/abcd234567')).toEqual({ roomId: 'abcd234567', watch: false });
    expect(parseRoomReference(' http://localhost:3000/r/abcd234567?watch#x ')).toEqual({
      roomId: 'abcd234567',
      watch: true,
    });
  });

  it('are read from a code as people type it', () => {
    expect(parseRoomReference('ABCD-234 567')).toEqual({ roomId: 'abcd234567', watch: false });
  });

  it('are nothing when they cannot be a room', () => {
    for (const text of ['', 'abc', 'https://ink.example/', 'not a room!', 'あいうえおか']) {
      expect(parseRoomReference(text), text).toBeNull();
    }
  });

  it('lead back to the same room', () => {
    const reference = { roomId: 'abcd234567', watch: true };
    expect(parseRoomReference(roomPath(reference))).toEqual(reference);
  });
});
