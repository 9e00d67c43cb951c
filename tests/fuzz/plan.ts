import fc from 'fast-check';
import { type Step, stepsOf } from '../support/steps.ts';

/** What happens in a fuzzed room, each kind as often as the number says beside the others. */
const WEIGHTS = {
  // What people write and say.
  draw: 24,
  erase: 6,
  clear: 4,
  'clear own': 2,
  restore: 4,
  label: 6,
  withdraw: 2,
  steal: 2,
  grow: 2,
  undo: 8,
  redo: 5,
  suggest: 1,
  // Which page they look at.
  look: 4,
  follow: 3,
  // What a host decides, tried by everybody.
  begin: 2,
  turn: 3,
  'delete page': 2,
  'restore page': 2,
  'clear person': 1,
  'clear page': 1,
  title: 1,
  framing: 1,
  promote: 1,
  challenge: 1,
  dictate: 2,
  'end dictation': 1,
  role: 2,
  rename: 2,
  pause: 2,
  lock: 1,
  'hide names': 1,
  // What becomes of their connections: see TcpProxy.
  cut: 4,
  swallow: 2,
  hold: 3,
  release: 5,
  move: 2,
  // What becomes of their pages.
  reload: 3,
  crash: 2,
  'open tab': 2,
  'close tab': 2,
  // What becomes of the gateways.
  kill: 1,
  wait: 6,
} as const;

export type StepKind = keyof typeof WEIGHTS;
export type FuzzStep = Step<StepKind>;

export interface Plan {
  people: number;
  steps: FuzzStep[];
}

const PEOPLE_MIN = 2;
const PEOPLE_MAX = 6;

const plan: fc.Arbitrary<Plan> = fc.integer({ min: PEOPLE_MIN, max: PEOPLE_MAX }).chain((people) =>
  stepsOf(WEIGHTS, people, { minLength: 20, maxLength: 60 }).map((steps) => {
    return { people, steps };
  }),
);

/** The same seed is the same plan. */
export function planOf(seed: number): Plan {
  return fc.sample(plan, { seed, numRuns: 1 })[0]!;
}

export function describeSteps(steps: readonly FuzzStep[]): string {
  return steps.map((step) => `  ${step.do} who=${step.who} n=${step.n}`).join('\n');
}
