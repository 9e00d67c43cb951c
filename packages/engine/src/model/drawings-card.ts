import { FRAMINGS, type Framing } from '@inkroom/shared';

/** Where and how large a drawing stands in its cell. */
export const PLACEMENTS = ['usual', 'small', 'corner'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** What a model learnt of drawings, and how it reads those of people of whom training saw nothing. */
export interface DrawingsCard {
  /** Where `traced` is missing no strokes were traced from scans; where `hands` or `notDigits` is, there were none of them. */
  training: { writers: number; digits: number; generated: number; traced?: number; hands?: number; notDigits?: number };
  holdout: { writers: number; digits: number };
  /** Share of the held-out drawings that are read rightly, over all and for each digit, 0..1. */
  accuracy: Record<Framing, Record<Placement, { all: number; perClass: number[] }>>;
  /** Of a model that was taught what is no digit. */
  notDigits?: NotDigitsCard;
}

/** How well a model tells what is no digit from digits, under the framing `mnist`; it was trained on none of these. */
export interface NotDigitsCard {
  /** How many digits by others were set against the letters. */
  digits: number;
  letters: number;
  /** The chance that a letter is doubted more than a digit. */
  auroc: number;
  /** Share of the letters that are refused where 99.5 % of the digits that are read rightly are kept. */
  refusedLetters: number;
  /** What its letters were learnt from, each with its licence. */
  fonts: readonly string[];
  /** What the model says itself, by what it was shown: the share that it takes for no digit. */
  refused: Record<string, { size: number; share: number }>;
}

/** The part of a model card that tells of drawings, in Markdown. */
export function renderDrawings({ training, holdout, accuracy, notDigits }: DrawingsCard): string[] {
  const count = (value: number) => value.toLocaleString('en');
  const cell = (framing: Framing, placement: Placement) => {
    const { all, perClass } = accuracy[framing][placement];
    return `${percent(all)} (${percent(Math.min(...perClass))})`;
  };
  const traced = training.traced ? `, ${count(training.traced)} traced from MNIST's training scans` : '';
  const hands = training.hands
    ? `, ${count(training.hands)} in named hands (slashed zeros, crossed sevens and others)`
    : '';
  return [
    `It learnt from drawings, too: ${count(training.digits)} by ${training.writers} people${traced}${hands} and ${count(training.generated)} generated`,
    `ones, varied from epoch to epoch. It was measured on ${count(holdout.digits)} drawings by ${holdout.writers} people of whom it`,
    'had seen nothing (in brackets its worst digit):',
    '',
    '| Framing | as people write | half as large | in a corner |',
    '|---|---|---|---|',
    ...FRAMINGS.map(
      (framing) => `| ${framing} | ${PLACEMENTS.map((placement) => cell(framing, placement)).join(' | ')} |`,
    ),
    '',
    ...(notDigits ? renderNotDigits(training.notDigits ?? 0, notDigits) : []),
  ];
}

function renderNotDigits(
  learnt: number,
  { digits, letters, auroc, refusedLetters, fonts, refused }: NotDigitsCard,
): string[] {
  const count = (value: number) => value.toLocaleString('en');
  return [
    `What is no digit it learnt from ${count(learnt)} letters, kana, signs, scribbles, shapes, dots, pairs and halves of digits. It was measured`,
    `on others: of ${count(letters)} letters by hands and of alphabets that it never saw it refuses ${percent(refusedLetters)} where it keeps 99.5 %`,
    `of ${count(digits)} digits by people it never saw; it doubts a letter more than a digit with a chance of ${auroc.toFixed(4)} (AUROC).`,
    '',
    '| Shown | Taken for no digit |',
    '|---|---|',
    ...Object.entries(refused).map(([name, { size, share }]) => `| ${count(size)} ${name} | ${percent(share)} |`),
    '',
    `Its letters are of fonts: ${fonts.join('; ')}.`,
    'Letters that are digits in shape (O, I, l, Z, S, q, g, b) were left out of it: they may be read as digits.',
    '',
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
