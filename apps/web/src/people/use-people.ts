import type { Person, Role } from '@inkroom/shared';
import { useMemo } from 'react';
import { useRoomView } from '../core/room-provider';

const ROLE_ORDER: Record<Role, number> = { host: 0, writer: 1, viewer: 2 };

/** As people expect it: Pupil 2 stands before Pupil 10. */
export const compareNames = (a: Person, b: Person) => a.name.localeCompare(b.name, undefined, { numeric: true });

/** Who is here, oneself first and then by role and name. */
export function usePeople(): Person[] {
  const you = useRoomView((view) => view.you);
  const people = useRoomView((view) => view.people);
  return useMemo(() => {
    const everybody = Object.values({ ...people, ...(you && { [you.id]: you }) });
    const byRole = (a: Person, b: Person) =>
      Number(b.id === you?.id) - Number(a.id === you?.id) || ROLE_ORDER[a.role] - ROLE_ORDER[b.role];
    return everybody.sort((a, b) => byRole(a, b) || compareNames(a, b));
  }, [you, people]);
}
