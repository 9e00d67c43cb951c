import type { Cell, Clearing, Page, Prediction, RoomState } from '@inkroom/shared';

/** Fields of the state that are kept as they are; null ones are left out. */
const TEXTS = ['title', 'framing', 'champion', 'previous', 'challenger', 'best', 'previousBest'] as const;
/** Fields of the state that are kept as JSON. */
const VALUES = [
  'createdAt',
  'seq',
  'at',
  'page',
  'turned',
  'suggested',
  'apart',
  'championForced',
  'previousForced',
  'promotions',
  'generation',
  'roles',
  'names',
  'locked',
  'paused',
  'namesHidden',
  'renewals',
  'challenge',
  'samples',
] as const;

/** What a room of an earlier inkroom has no field for. */
const DEFAULTS: { [F in Field]?: RoomState[F] } = {
  apart: false,
  names: {},
  locked: false,
  paused: false,
  namesHidden: false,
  renewals: {},
};

type Field = (typeof TEXTS)[number] | (typeof VALUES)[number];

/** Never, unless part of the state has no field: then what follows does not compile. */
type Missing = Exclude<keyof RoomState, Field | 'roomId' | 'pages'>;

/** What of a state stands in the room's fields, null for what is left out there. */
export function fieldOf(state: RoomState, field: Field): string | null {
  const value = state[field];
  return (TEXTS as readonly string[]).includes(field) ? (value as string | null) : JSON.stringify(value);
}

export const FIELDS: readonly ([Missing] extends [never] ? Field : never)[] = [...TEXTS, ...VALUES];

/** A cell as it is kept; its prediction is kept apart, for workers write it. */
export function cellText({ revision, strokes, label, dictated }: Cell): string {
  return JSON.stringify({ revision, strokes, label, dictated });
}

/** A page as it is kept; its cells and clearings are kept apart. */
export function pageText({ columns, rows, deleted }: Page): string {
  return JSON.stringify({ columns, rows, deleted });
}

type PageHead = Omit<Page, 'cells' | 'cleared'>;

export type Pairs = ReadonlyMap<string, string>;

/** Pairs of what Redis answers as a flat list of fields and values. */
export function pairs(flat: readonly string[]): Pairs {
  const map = new Map<string, string>();
  for (let i = 0; i < flat.length; i += 2) map.set(flat[i]!, flat[i + 1]!);
  return map;
}

/** The state that fields, pages, clearings, cells and predictions add up to. */
export function parseState(
  roomId: string,
  meta: Pairs,
  pageTexts: Pairs,
  clearingTexts: Pairs,
  cellTexts: Pairs,
  predictions: Pairs,
): RoomState {
  const fields = Object.fromEntries([
    ...TEXTS.map((field) => [field, meta.get(field) ?? null]),
    ...VALUES.map((field) => [field, JSON.parse(meta.get(field) ?? 'null') ?? DEFAULTS[field] ?? null]),
  ]) as Omit<RoomState, 'roomId' | 'pages'>;
  const pages: Record<number, PageHead & { cells: Record<number, Cell>; cleared: Clearing[] }> = {};
  for (const [page, text] of pageTexts)
    pages[Number(page)] = { ...(JSON.parse(text) as PageHead), cells: {}, cleared: [] };
  for (const [field, text] of clearingTexts) {
    const [page] = field.split('/');
    pages[Number(page)]!.cleared.push(JSON.parse(text) as Clearing);
  }
  for (const { cleared } of Object.values(pages)) cleared.sort((a, b) => a.seq - b.seq);
  for (const [field, text] of cellTexts) {
    const [page, index] = field.split('/').map(Number) as [number, number];
    const cell = JSON.parse(text) as Omit<Cell, 'prediction'>;
    const prediction = predictions.get(field);
    pages[page]!.cells[index] = { ...cell, prediction: prediction ? (JSON.parse(prediction) as Prediction) : null };
  }
  return { ...fields, roomId, pages };
}
