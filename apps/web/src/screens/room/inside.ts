/** What a person needs once they are in: one file for both, which compresses better than two. */
export { RoomClient } from '@inkroom/client';
export { RoomScreen } from './room-screen';
