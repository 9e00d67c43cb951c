/** What a person needs once they are in: one file for both, which compresses better than two. */
export { RoomClient } from '@inkroom/client';
export { RoomScreen } from './room-screen';

/** From within, so that what both views share stays one file. */
export const loadProjectorScreen = () =>
  import('../projector/projector-screen').then(({ ProjectorScreen }) => ProjectorScreen);
