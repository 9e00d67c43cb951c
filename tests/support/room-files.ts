import type { BarePerson } from './bare-person.ts';

/** Somebody in a room, as HTTP is told of them. */
export function credentialsOf({ joined }: BarePerson): Record<string, string> {
  return { 'x-person-id': joined!.you.id, 'x-person-key': joined!.personKey! };
}
