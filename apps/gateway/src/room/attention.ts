import { type Attention, type AttentionOf, mostPresent } from '@inkroom/shared';

/** What one gateway tells others of its people: null for one who has no connection to it any more. */
export type OwnAttention = readonly [person: string, attention: Attention | null];

/**
 * Whether people are at it, idle or away. It is no part of the log and kept nowhere: each gateway hears it from its own connections and tells
 * the others. Somebody with several connections, be it to several gateways, is as present as the most present of them.
 */
export class RoomAttention {
  /** By person and connection. */
  readonly #own = new Map<string, Map<string, Attention>>();
  /** By person and gateway. */
  readonly #others = new Map<string, Map<string, { attention: Attention; at: number }>>();
  /** What was told last, of all who were ever anything but at it. */
  readonly #told = new Map<string, Attention>();
  readonly #news = new Set<string>();
  readonly #ownNews = new Set<string>();

  /** All that is known here; who is not in it is at it. */
  get all(): AttentionOf[] {
    return [...this.#told];
  }

  /** That of this gateway's people. */
  get own(): OwnAttention[] {
    return [...this.#own.keys()].map((person) => [person, this.#ownOf(person)]);
  }

  /** A connection has come in; one that is brought up to date once more stays what it was. */
  enter(person: string, connectionId: string): void {
    if (!this.#own.get(person)?.has(connectionId)) this.note(person, connectionId, 'here');
  }

  /** A connection says so. */
  note(person: string, connectionId: string, attention: Attention): void {
    const connections = this.#own.get(person) ?? new Map<string, Attention>();
    const before = this.#ownOf(person);
    this.#own.set(person, connections);
    connections.set(connectionId, attention);
    if (this.#ownOf(person) === before) return;
    this.#ownNews.add(person);
    this.#follow(person);
  }

  /** A connection has ended: nothing it said counts any more. @returns what other gateways are to be told, if anything */
  end(person: string, connectionId: string): OwnAttention | null {
    const connections = this.#own.get(person);
    if (!connections) return null;
    const before = this.#ownOf(person);
    connections.delete(connectionId);
    if (connections.size === 0) this.#own.delete(person);
    const after = this.#ownOf(person);
    if (after === before) return null;
    this.#follow(person);
    return [person, after];
  }

  /** @param at when it is heard, ms */
  hear(gateway: string, people: readonly OwnAttention[], at: number): void {
    for (const [person, attention] of people) {
      const gateways = this.#others.get(person) ?? new Map();
      if (attention === null) gateways.delete(gateway);
      else gateways.set(gateway, { attention, at });
      if (gateways.size > 0) this.#others.set(person, gateways);
      else this.#others.delete(person);
      this.#follow(person);
    }
  }

  /** Somebody has left the room. */
  forget(person: string): void {
    for (const known of [this.#own, this.#others, this.#told, this.#news, this.#ownNews]) known.delete(person);
  }

  /** A gateway that has said nothing for long is gone. @param before ms, as given to {@link hear} */
  sweep(before: number): void {
    for (const [person, gateways] of this.#others) {
      for (const [gateway, { at }] of gateways) if (at < before) gateways.delete(gateway);
      if (gateways.size === 0) this.#others.delete(person);
      this.#follow(person);
    }
  }

  /** What is to be told: to this gateway's people, and to other gateways. */
  take(): { all: AttentionOf[]; own: OwnAttention[] } {
    const all = this.all.filter(([person]) => this.#news.has(person));
    const own = [...this.#ownNews].map((person): OwnAttention => [person, this.#ownOf(person)]);
    this.#news.clear();
    this.#ownNews.clear();
    return { all, own };
  }

  #follow(person: string): void {
    const others = [...(this.#others.get(person)?.values() ?? [])].map(({ attention }) => attention);
    const own = this.#ownOf(person);
    const attention = mostPresent(own ? [own, ...others] : others);
    if (attention === null || attention === (this.#told.get(person) ?? 'here')) return;
    this.#told.set(person, attention);
    this.#news.add(person);
  }

  #ownOf(person: string): Attention | null {
    return mostPresent([...(this.#own.get(person)?.values() ?? [])]);
  }
}
