// @vitest-environment jsdom

import type { LiveInk, RoomView } from '@inkroom/client';
import {
  cellCount,
  DEFAULT_LIMITS,
  emptyPage,
  emptySampleCounts,
  type Frame,
  ok,
  type PageSize,
  type Role,
  type RoomState,
} from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { Inspector } from '../../inspector/inspector';
import { ModelsPanel } from '../../models/models-panel';
import { Correction } from '../../page/cells/correction';
import { PageControls } from '../../page/controls/page-controls';
import { PageNotice } from '../../page/controls/page-notice';
import { Toolbar } from '../../page/controls/toolbar';
import { PEN_SIZES } from '../../page/input/pens';
import { pageUi } from '../../page/page-store';
import { labelled, person, pools, room, run, version, withInk, withPrediction } from '../../testing/fixtures';
import { clearStage, control, controls, isUnavailable, type Stage, stage, texts } from '../../testing/stage';
import { PersonSamplesList } from '../../train/corrections/person-samples-list';
import { TrainPanel } from '../../train/train-panel';
import { RoomTitle } from './room-title';

const BEN = person('writer', 'Ben');
const VERSIONS = [
  version('shipped-drawn', 0),
  version('model-one', 1),
  version('model-two', 2),
  version('model-three', 3),
];

/** A room with something for every control to do: ink, a prediction, corrections, models, and a run under way. */
function busyRoom(): RoomState {
  const lineOfModels = { champion: 'model-two', previous: 'shipped-drawn', challenger: 'model-one' };
  const samples = { ...emptySampleCounts(), training: 12, holdout: 3 };
  const inked = withInk(room({ ...lineOfModels, samples }), 0, BEN.id);
  return labelled(withPrediction(inked, 0, 7), 0, 1, BEN.id);
}

/** The open page as it is when nothing more fits on it. */
function fullPage(): RoomState {
  return writtenPage(cellCount(TALLEST), BEN.id, TALLEST.rows);
}

const TALLEST = { columns: 8, rows: DEFAULT_LIMITS.pageRowsMax };

/** A page with so many cells written by one person. */
function writtenPage(cells: number, by: string, rows = 5): RoomState {
  let state = room({ pages: { 1: emptyPage({ columns: 8, rows }) } });
  for (let cell = 0; cell < cells; cell++) state = withInk(state, cell, by);
  return state;
}

/** A room of three pages of which the second is open. */
function book(): RoomState {
  const size = { columns: 8, rows: 5 };
  return withInk(room({ page: 2, pages: { 1: emptyPage(size), 2: emptyPage(size), 3: emptyPage(size) } }), 0, BEN.id);
}

function seenBy(role: Role, node: ReactElement, more: Partial<RoomView> = {}, locale?: Locale): Stage {
  const view: Partial<RoomView> = {
    you: person(role),
    state: busyRoom(),
    people: { [BEN.id]: BEN },
    versions: VERSIONS,
    runs: [run(1)],
    pools: pools('cpu'),
    ...more,
  };
  return stage(node, view, locale);
}

/** Lets Ben draw on a page, as a frame of the gateway tells. */
function drawsOn({ client }: Stage, page: number): void {
  const live = client.live as LiveInk & {
    receive(frame: Frame, isOwn: () => boolean, you: string, sizeOf: () => PageSize, now: number): void;
  };
  const stroke = { id: `${BEN.id}/in-the-making-${page}`, page, cell: 0, width: 20, from: 0, points: [1, 1, 0.5, 0] };
  const frame = { strokes: [stroke], dropped: [], cursors: [] };
  act(() =>
    live.receive(
      frame,
      () => false,
      'person-ann',
      () => TALLEST,
      Date.now(),
    ),
  );
}

const finished = run(2, { state: 'finished', versionId: 'model-three', testAccuracy: 0.98 });
/** What everybody has to leaf with. */
const LEAFING = ['page-back', 'page-number', 'page-on', 'tray-open'];
const isDisabled = (id: string) => control(id).matches(':disabled, [aria-disabled="true"]');
const toolbar = <Toolbar />;
const pages = (
  <>
    <PageControls />
    <PageNotice />
  </>
);

/** Each part of the page with what only some may press, what stands in its way for a viewer, and more of the room. */
const PARTS: [
  part: string,
  node: ReactElement,
  ids: string[],
  why: 'viewerOnly' | 'hostOnly',
  more?: Partial<RoomView>,
][] = [
  [
    'toolbar',
    toolbar,
    ['tool-pen', 'tool-eraser', 'pen-size', ...PEN_SIZES.map((size) => `pen-${size}`)],
    'viewerOnly',
  ],
  ['train panel', <TrainPanel key="train" />, ['improve-start', 'train-start', 'run-cancel'], 'viewerOnly'],
  ['train panel after a run', <TrainPanel key="after" />, ['run-use-model'], 'hostOnly', { runs: [finished] }],
  [
    'models panel',
    <ModelsPanel key="models" />,
    [
      'rollback',
      'use-version-shipped-drawn',
      'use-version-model-three',
      'use-challenger',
      'challenge-model-three',
      'end-challenge',
      'import-open',
      'framing-as-drawn',
      'framing-centred',
    ],
    'hostOnly',
  ],
  ['inspector', <Inspector key="inspector" />, ['framing-preview-as-drawn', 'framing-preview-centred'], 'hostOnly'],
];

/** Presses all that stands there, but for what only takes something home. */
async function pressEverything(): Promise<void> {
  for (const element of document.querySelectorAll('button, input[type="radio"], input[type="checkbox"]')) {
    if (!element.isConnected || element.closest('[data-testid^="export-"]')) continue;
    fireEvent.click(element);
  }
  await act(async () => {});
}

describe('R9 a viewer', () => {
  beforeEach(() => pageUi.setState({ selected: 0 }));
  afterEach(clearStage);

  describe.each(PARTS)('at the %s', (_, node, ids, why, more) => {
    it.each(LOCALES)('finds nothing that can be pressed and should not, and learns why, in %s', (locale) => {
      const { asked } = seenBy('viewer', node, more, locale);
      expect(ids.filter((id) => !isUnavailable(id))).toEqual([]);
      for (const id of ids) {
        fireEvent.click(control(id));
        expect(control('toast').textContent, id).toContain(texts(locale)(`shell.room.${why}`));
      }
      expect(asked).toEqual([]);
    });

    it('asks nothing of the room whatever is pressed', async () => {
      const { asked } = seenBy('viewer', node, more);
      await pressEverything();
      expect(asked).toEqual([]);
    });

    // Else the test above would hold of a page on which nothing works.
    it('is the only one for whom that is so', () => {
      seenBy('host', node, more);
      expect(ids.filter(isUnavailable)).toEqual([]);
    });
  });

  it('holds the hand, and can undo, redo and clear nothing', () => {
    const { asked } = seenBy('viewer', toolbar);
    expect(control('tool-hand').getAttribute('aria-pressed')).toBe('true');
    for (const id of ['undo', 'redo', 'clear-cell']) {
      expect(isUnavailable(id), id).toBe(true);
      fireEvent.click(control(id));
    }
    expect(asked).toEqual([]);
    expect(pageUi.getState().tool).toBe('pen');
  });

  it('can look at a correction and say none, by press or by key', () => {
    pageUi.setState({ correcting: 0 });
    const { asked } = seenBy('viewer', <Correction />);
    const digits = controls().filter((id) => id.startsWith('label-'));
    expect(digits).toHaveLength(11);
    expect(digits.filter((id) => !isUnavailable(id))).toEqual([]);
    expect(control('correction').textContent).toContain(texts()('shell.room.viewerOnly'));
    // Nor take back what Ben said.
    expect(digits).not.toContain('label-clear');
    for (const id of digits) fireEvent.click(control(id));
    fireEvent.keyDown(control('label-3'), { key: '3', code: 'Digit3' });
    expect(asked).toEqual([]);
    expect(controls()).toContain('correction');
  });

  it('may leaf, and has no other control over pages, full or not', () => {
    for (const state of [busyRoom(), fullPage()]) {
      const { asked } = seenBy('viewer', pages, { state });
      expect(controls()).toEqual(LEAFING);
      expect(LEAFING.filter((id) => isDisabled(id))).toEqual(['page-back', 'page-on']);
      expect(document.body.textContent).not.toContain(texts()('page.page.full'));
      fireEvent.click(control('page-number'));
      expect(controls().filter((id) => /^(turn|begin|clear|grow|restore)/.test(id))).toEqual([]);
      expect(asked).toEqual([]);
      clearStage();
    }
  });

  it('looks at another page alone, and follows again', () => {
    const { asked, client } = seenBy('viewer', pages, { state: book(), page: 3 });
    const look = vi.spyOn(client, 'look').mockReturnValue();
    expect(controls()).toEqual([...LEAFING, 'looking-elsewhere', 'follow-page']);
    fireEvent.click(control('follow-page'));
    expect(look).toHaveBeenCalledWith(null);
    expect(asked).toEqual([]);
  });

  it.each(LOCALES)('is told to wait where others are told to write, in %s', async (locale) => {
    const { CellGrid } = await import('../../page/cells/cell-grid');
    seenBy('viewer', <CellGrid overlay={null} />, { state: room() }, locale);
    expect(control('empty-hint').textContent).toBe(texts(locale)('page.hint.waiting'));
  });

  it('is told to wait until somebody writes on the page that is shown, not on another one', async () => {
    const { CellGrid } = await import('../../page/cells/cell-grid');
    const shown = seenBy('viewer', <CellGrid overlay={null} />, { state: { ...book(), page: 1 }, page: 3 });
    drawsOn(shown, 2);
    expect(controls()).toContain('empty-hint');
    drawsOn(shown, 3);
    expect(controls()).not.toContain('empty-hint');
  });

  it('can withdraw nobody’s corrections', async () => {
    const { client, show } = seenBy('viewer', <i />);
    const samplesByPerson = [{ person: BEN, labelled: 3, written: 2 }];
    vi.spyOn(client, 'readSamplesByPerson').mockResolvedValue(ok(samplesByPerson));
    show(<PersonSamplesList />);
    await act(async () => {});
    expect(control('person-samples').textContent).toContain('Ben');
    expect(controls().filter((id) => id.startsWith('withdraw'))).toEqual([]);
  });
});

describe('a host', () => {
  afterEach(clearStage);

  it.each(LOCALES)('reads that the framing is for everybody, as all others do, in %s', (locale) => {
    for (const role of ['host', 'writer'] as const) {
      seenBy(role, <ModelsPanel />, {}, locale);
      expect(control('framing-for-all').textContent).toBe(texts(locale)('models.framingForAll'));
      clearStage();
    }
  });

  it('begins a page after one that is written on, with columns for as many as are there', () => {
    const crowd = Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`p${i}`, person('writer', `P${i}`)]));
    for (const [state, people, columns] of [
      [busyRoom(), { [BEN.id]: BEN }, 8],
      [fullPage(), crowd, 16],
    ] as const) {
      const { client } = seenBy('host', pages, { state, people });
      fireEvent.click(control('begin-page'));
      const recommended = [8, 12, 16].filter((each) => control(`begin-${each}`).dataset.recommended);
      expect(recommended).toEqual([columns]);
      fireEvent.click(control('begin-12'));
      expect(client.submit).toHaveBeenCalledWith({ kind: 'page.begin', columns: 12 });
      expect(controls()).not.toContain('begin-12');
      clearStage();
    }
  });

  it('begins a page anew on which nobody has written yet, for another width only', () => {
    const { client } = seenBy('host', pages, { state: room() });
    vi.spyOn(client, 'hasPage').mockReturnValue(true);
    fireEvent.click(control('begin-page'));
    expect(document.body.textContent).toContain(texts()('page.page.columnsAnew', { page: 1 }));
    fireEvent.click(control('begin-8'));
    expect(client.submit).not.toHaveBeenCalled();
    fireEvent.click(control('begin-16'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'page.begin', columns: 16 });
  });

  it('adds a row for as long as the page can grow', () => {
    const { asked } = seenBy('host', pages);
    fireEvent.click(control('page-number'));
    fireEvent.click(control('grow-page'));
    expect(asked).toEqual(['page.grow']);
    clearStage();
    seenBy('host', pages, { state: fullPage() });
    fireEvent.click(control('page-number'));
    expect(controls()).not.toContain('grow-page');
  });

  it.each(LOCALES)('opens the page that they look at for all, in %s', (locale) => {
    const { client } = seenBy('host', pages, { state: book(), page: 3 }, locale);
    expect(control('looking-elsewhere').textContent).toContain(
      texts(locale)('page.page.elsewhere', { page: 3, open: 2 }),
    );
    fireEvent.click(control('turn-page'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'page.turn', page: 3 });
  });

  it.each(LOCALES)('changes the room’s title, which others only read, in %s', (locale) => {
    const { client } = seenBy('host', <RoomTitle />, { state: room({ title: 'Class 1' }) }, locale);
    fireEvent.click(control('rename-room'));
    fireEvent.change(control('room-title-field'), { target: { value: '  Class 2 ' } });
    fireEvent.click(control('room-title-save'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'room.title', title: 'Class 2' });
    clearStage();
    seenBy('writer', <RoomTitle />, { state: room({ title: 'Class 1' }) }, locale);
    expect(controls()).toEqual(['room-title']);
    expect(control('room-title').textContent).toBe('Class 1');
  });
});

describe('a writer', () => {
  beforeEach(() => pageUi.setState({ selected: 0 }));
  afterEach(clearStage);

  it('corrects by press and by key', () => {
    pageUi.setState({ correcting: 0 });
    const { client } = seenBy('writer', <Correction />);
    fireEvent.keyDown(control('label-3'), { key: '3', code: 'Digit3' });
    expect(client.labelCell).toHaveBeenCalledWith(0, 3);
  });

  it.each(LOCALES)('R10 begins a page where the last one is full and can grow no further, in %s', (locale) => {
    const { asked } = seenBy('writer', pages, { state: fullPage() }, locale);
    expect(controls()).toEqual([...LEAFING, 'suggest-page', 'page-room', 'begin-full']);
    expect(document.body.textContent).toContain(texts(locale)('page.page.full'));
    fireEvent.click(control('begin-full'));
    fireEvent.click(control('begin-8'));
    expect(asked).toEqual(['page.begin']);
    clearStage();
    // Nor where another page comes after the full one: there is room on that.
    const withMore = { ...fullPage(), pages: { ...fullPage().pages, 2: emptyPage(TALLEST) } };
    for (const state of [busyRoom(), writtenPage(40, BEN.id), withMore]) {
      seenBy('writer', pages, { state });
      expect(controls().filter((id) => id !== 'page-room')).toEqual([...LEAFING, 'suggest-page']);
      clearStage();
    }
  });

  it.each(LOCALES)('R10 is told that the last free cells are others’, in %s', (locale) => {
    const state = writtenPage(30, person('writer').id);
    seenBy('writer', pages, { state }, locale);
    expect(document.body.textContent).toContain(texts(locale)('page.page.kept'));
    expect(controls()).toEqual([...LEAFING, 'suggest-page', 'page-room']);
    clearStage();
    seenBy('writer', pages, { state, you: BEN }, locale);
    expect(document.body.textContent).not.toContain(texts(locale)('page.page.kept'));
  });

  it('leafs back and on, as far as there are pages, and opens none for others', () => {
    const { asked, client, show } = seenBy('writer', pages, { state: book(), page: 2 });
    const look = vi.spyOn(client, 'look').mockReturnValue();
    expect(controls()).toEqual([...LEAFING, 'suggest-page']);
    fireEvent.click(control('page-back'));
    fireEvent.click(control('page-on'));
    expect(look.mock.calls).toEqual([[1], [3]]);
    for (const [page, end] of [
      [1, 'page-back'],
      [3, 'page-on'],
    ] as const) {
      act(() => client.view.setState({ page }));
      show(pages);
      expect(control('page-number').dataset.page).toBe(`${page}`);
      expect(LEAFING.filter(isDisabled)).toEqual([end]);
      expect(controls()).toEqual([...LEAFING, 'looking-elsewhere', 'suggest-this', 'follow-page']);
    }
    fireEvent.click(control('follow-page'));
    expect(look).toHaveBeenLastCalledWith(null);
    expect(asked).toEqual([]);
  });

  it('clears a cell with own ink in it, and no other', () => {
    const { asked } = seenBy('writer', toolbar, { state: withInk(room(), 0, person('writer').id) });
    fireEvent.click(control('clear-cell'));
    expect(asked).toEqual(['ink.clear']);
    clearStage();
    pageUi.setState({ selected: 0 });
    seenBy('writer', toolbar);
    expect(isUnavailable('clear-cell')).toBe(true);
  });

  it('withdraws own corrections, and a host everybody’s', async () => {
    const samplesByPerson = [
      { person: person('writer'), labelled: 1, written: 0 },
      { person: BEN, labelled: 3, written: 2 },
    ];
    for (const [role, buttons] of [
      ['writer', 1],
      ['host', 3],
    ] as const) {
      const { client, show } = seenBy(role, <i />);
      vi.spyOn(client, 'readSamplesByPerson').mockResolvedValue(ok(samplesByPerson));
      show(<PersonSamplesList />);
      await act(async () => {});
      expect(controls().filter((id) => id.startsWith('withdraw'))).toHaveLength(buttons);
      clearStage();
    }
  });
});
