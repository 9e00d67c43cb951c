import type { RoomView } from '@inkroom/client';

/** Which link somebody passes on unless they choose another: a writer whom a host lets only watch still holds the one for writing alone. */
export function rightToPassOn({ you, links }: Pick<RoomView, 'you' | 'links'>): 'write' | 'watch' {
  return you?.role === 'viewer' && (links.watch || !links.write) ? 'watch' : 'write';
}
