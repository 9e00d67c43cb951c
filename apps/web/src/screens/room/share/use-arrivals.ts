import type { Person } from '@inkroom/shared';
import { useRef } from 'react';
import { useRoomView } from '../../../core/room-provider';

/** Who is in the room, in the order in which they came as far as it was seen here: those who come later stand behind. */
export function useArrivals(): Person[] {
  const people = useRoomView((view) => view.people);
  const order = useRef<string[]>([]);
  const known = new Set(order.current);
  order.current = [...order.current, ...Object.keys(people).filter((id) => !known.has(id))];
  return order.current.flatMap((id) => people[id] ?? []);
}
