import { useEffect } from 'react';
import { useRoomClient, useRoomView } from '../../core/room-provider';

/** Has projectors of this browser show the code of a room that one is host of. */
export function useProjectorCode(): void {
  const client = useRoomClient();
  const isHost = useRoomView((view) => view.you?.role === 'host');
  useEffect(() => {
    if (!isHost || !('BroadcastChannel' in window)) return;
    let end = () => {};
    let left = false;
    // Where it does not come, a projector shows no code.
    import('./share/projector-code').then(
      ({ answerProjectors }) => {
        if (!left) end = answerProjectors(client);
      },
      () => {},
    );
    return () => {
      left = true;
      end();
    };
  }, [client, isHost]);
}
