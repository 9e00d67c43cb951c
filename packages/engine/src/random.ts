/**
 * A small seeded generator (mulberry32 by Tommy Ettinger, public domain): 32 bits of state, uniform in [0, 1).
 * Enough for shuffling, dropout and drawing; not for anything secret.
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Shuffles in place, every order being equally likely (Fisher and Yates). */
export function shuffle(items: Uint32Array, random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = items[i]!;
    items[i] = items[j]!;
    items[j] = kept;
  }
}

/** Uniform in [low, high). */
export function between(random: () => number, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random();
}

/** Standard normal (Box and Muller 1958). */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * A seed of its own for each purpose and epoch of a run, so that an epoch draws the same whether or not those before it
 * were run by the same process. The mixing is the finaliser of MurmurHash3 (Austin Appleby, public domain).
 */
export function derivedSeed(seed: number, purpose: string, epoch = 0): number {
  let mixed = seed >>> 0;
  for (const part of [...purpose].map((letter) => letter.codePointAt(0)!).concat(epoch)) {
    mixed = Math.imul(mixed ^ part, 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    mixed ^= mixed >>> 16;
  }
  return mixed >>> 0;
}
