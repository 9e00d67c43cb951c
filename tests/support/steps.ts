import fc from 'fast-check';

/** Something that one of several people does; `n` picks what it is done to. */
export interface Step<Kind extends string = string> {
  do: Kind;
  who: number;
  n: number;
}

/** Steps of these kinds, each as often as its weight says, by one of so many people. */
export function stepsOf<Kind extends string>(
  weights: Readonly<Record<Kind, number>>,
  people: number,
  { minLength = 0, maxLength }: { minLength?: number; maxLength: number },
): fc.Arbitrary<Step<Kind>[]> {
  const kinds = (Object.keys(weights) as Kind[]).map((kind) => {
    return { weight: weights[kind], arbitrary: fc.constant(kind) };
  });
  const step = fc.record({ do: fc.oneof(...kinds), who: fc.nat(people - 1), n: fc.nat(99) });
  return fc.array(step, { minLength, maxLength, size: 'max' });
}
