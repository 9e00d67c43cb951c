import { roomIdSchema } from '@inkroom/shared';
import type { RoomReference } from './room-path';

/** Understands a room's link, its path, or its code as people type it (capitals, spaces, hyphens). Null for anything else. */
export function parseRoomReference(text: string): RoomReference | null {
  const trimmed = text.trim();
  const path = /(?:^|\/)r\/([^/?#\s]+)\/?(\?[^#\s]*)?/i.exec(trimmed);
  const candidate = path ? path[1]! : trimmed.replace(/[\s-]/g, '');
  const parsed = roomIdSchema.safeParse(candidate.toLowerCase());
  if (!parsed.success) return null;
  return { roomId: parsed.data, watch: path?.[2] ? new URLSearchParams(path[2]).has('watch') : false };
}
