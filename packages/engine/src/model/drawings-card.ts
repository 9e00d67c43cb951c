import { FRAMINGS, type Framing } from '@inkroom/shared';

/** Where and how large a drawing stands in its cell. */
export const PLACEMENTS = ['usual', 'small', 'corner'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** What a model learnt of drawings, and how it reads those of people of whom training saw nothing. */
export interface DrawingsCard {
  /** Where `traced` is missing no strokes were traced from scans. */
  training: { writers: number; digits: number; generated: number; traced?: number; hands?: number; notDigits?: number };
  holdout: { writers: number; digits: number };
  /** Share of the held-out drawings that are read rightly, over all and for each digit, 0..1. */
  accuracy: Record<Framing, Record<Placement, { all: number; perClass: number[] }>>;
}

/** The part of a model card that tells of drawings, in Markdown. */
export function renderDrawings({ training, holdout, accuracy }: DrawingsCard): string[] {
  const count = (value: number) => value.toLocaleString('en');
  const cell = (framing: Framing, placement: Placement) => {
    const { all, perClass } = accuracy[framing][placement];
    return `${percent(all)} (${percent(Math.min(...perClass))})`;
  };
  const traced = training.traced ? `, ${count(training.traced)} traced from MNIST's training scans` : '';
  return [
    `It learnt from drawings, too: ${count(training.digits)} by ${training.writers} people${traced} and ${count(training.generated)} generated`,
    `ones, varied from epoch to epoch. It was measured on ${count(holdout.digits)} drawings by ${holdout.writers} people of whom it`,
    'had seen nothing (in brackets its worst digit):',
    '',
    '| Framing | as people write | half as large | in a corner |',
    '|---|---|---|---|',
    ...FRAMINGS.map(
      (framing) => `| ${framing} | ${PLACEMENTS.map((placement) => cell(framing, placement)).join(' | ')} |`,
    ),
    '',
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
