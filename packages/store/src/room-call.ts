import { DEFAULT_LIMITS, type Ink, type Limits, thinStroke } from '@inkroom/shared';
import { roomChannel } from './channels.js';
import { roomKeys } from './keys.js';

/** The ink of a stroke as the store keeps it: no field of the stroke but these. */
export function inkJson({ width, points }: Ink): string {
  return JSON.stringify({ width, points });
}

/** The ink of a stroke as models read it, in the same form: what readings and samples take. */
export function thinInkJson(ink: Ink): string {
  return inkJson(thinStroke(ink));
}

/** The keys and the first arguments that all scripts of a room take. */
export function roomCall(
  roomId: string,
  args: readonly (string | number)[],
  limits: Limits = DEFAULT_LIMITS,
): { keys: [string]; args: (string | number)[] } {
  const { meta, prefix } = roomKeys(roomId);
  return { keys: [meta], args: [prefix, roomChannel(roomId), limits.roomIdleTtlSeconds, ...args] };
}
