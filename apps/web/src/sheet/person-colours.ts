import type { Person } from '@inkroom/shared';

/**
 * Who writes in which colour, and under which name. People who left stay known, so that their ink keeps its colour for
 * everybody who saw them.
 */
export class PersonColours {
  readonly #known = new Map<string, Pick<Person, 'name' | 'colour'>>();

  /** @returns whether anything new was learnt */
  learn(people: Readonly<Record<string, Person>>, you: Person | null): boolean {
    let news = false;
    for (const person of you ? [...Object.values(people), you] : Object.values(people)) {
      const known = this.#known.get(person.id);
      if (known?.colour === person.colour && known.name === person.name) continue;
      this.#known.set(person.id, { name: person.name, colour: person.colour });
      news = true;
    }
    return news;
  }

  /** Index into PERSON_COLOURS, or null for somebody who left before one came. */
  colourOf(personId: string): number | null {
    return this.#known.get(personId)?.colour ?? null;
  }

  nameOf(personId: string): string | null {
    return this.#known.get(personId)?.name ?? null;
  }
}
