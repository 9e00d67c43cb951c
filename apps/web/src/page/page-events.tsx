import { personOf } from '@inkroom/client';
import { authorOf, type Clearing, pageOf } from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useToast } from '../ui/toast';
import { cellsTaken, restorable } from './controls/cleared-cells';
import { rowAndColumn } from './page-context';
import { goTo, pageUi, usePageUi } from './page-store';

/** Clearings within this time of each other are told and restored together, ms. */
const TOGETHER_MS = 12_000;
/** What was cleared this long before somebody came is still told to its author, ms. */
const BEFORE_MS = 10 * 60_000;
/** How long the eye is led to a cell, ms. */
const FLASH_MS = 2_400;

/** Tells people what others did to their ink, and what they can do about it. */
export function PageEvents() {
  useClearings();
  useMoved();
  useSpared();
  return null;
}

interface Told {
  page: number;
  id: string;
  count: number;
  at: number;
}

const keyOf = (by: string) => `cleared by ${by}`;

/**
 * Whose ink was cleared is told, with the way to restore it, until it is there again; whoever cleared more than a cell of their own is offered
 * the same.
 */
function useClearings(): void {
  const t = useTranslations('page.cleared');
  const someone = useTranslations('shell.people')('someone');
  const client = useRoomClient();
  const toast = useToast();
  const pages = useRoomView((view) => view.state.pages);
  const you = useRoomView((view) => view.you);
  const told = useRef(new Set<string>());
  const since = useRef<number | null>(null);
  // What each person has cleared lately.
  const recent = useRef(new Map<string, Told[]>());

  // Only what was cleared is news.
  useEffect(() => {
    if (!you) return;
    since.current ??= client.now();
    const from = since.current;
    for (const [by, told] of recent.current) {
      const left = told.filter(({ page, id }) => {
        const clearing = pages[page]?.cleared.find((one) => one.id === id);
        return clearing && (by === you.id || cellsTaken(clearing, you.id) > 0);
      });
      recent.current.set(by, left);
      if (told.length > 0 && left.length === 0) toast.dismiss(keyOf(by));
    }
    const show = (clearing: Clearing, page: number, count: number) => {
      const { id, by } = clearing;
      const now = Date.now();
      const before = (recent.current.get(by) ?? []).filter(({ at }) => now - at < TOGETHER_MS);
      const all = [...before, { page, id, count, at: now }];
      recent.current.set(by, all);
      const sum = all.reduce((total, one) => total + one.count, 0);
      const name = personOf(client.view.getState(), by)?.name || someone;
      const isOwn = by === you.id;
      const restore = () => {
        recent.current.delete(by);
        for (const one of all) client.restore(one.page, one.id);
      };
      toast.show({
        key: keyOf(by),
        text: isOwn ? t('done', { count: sum }) : t('yours', { name, count: sum }),
        action: restorable(clearing, you) > 0 ? { label: t(isOwn ? 'undo' : 'restore'), run: restore } : undefined,
      });
    };
    for (const [number, { cleared, deleted }] of Object.entries(pages)) {
      if (deleted) continue;
      for (const clearing of cleared) {
        if (told.current.has(clearing.id)) continue;
        told.current.add(clearing.id);
        const taken = cellsTaken(clearing, you.id);
        const { length } = clearing.cells;
        if (clearing.by !== you.id) {
          if (taken > 0 && clearing.at >= from - BEFORE_MS) show(clearing, Number(number), taken);
        } else if (clearing.at >= from && (length > 1 || takesOthers(clearing, you.id)))
          show(clearing, Number(number), length);
      }
    }
  }, [pages, you]);
}

function takesOthers({ cells }: Clearing, person: string): boolean {
  return cells.some(({ strokes }) => strokes.some((id) => authorOf(id) !== person));
}

/** Somebody was faster: where one's digit is now, once the pen rests. */
function useMoved(): void {
  const t = useTranslations('page.place');
  const client = useRoomClient();
  const toast = useToast();
  const moved = useRoomView((view) => view.moved);
  const page = useRoomView((view) => view.page);
  const isWriting = usePageUi((ui) => ui.isWriting);
  // What moved a moment ago is why this code was fetched.
  const told = useRef<typeof moved>(null);

  useEffect(() => {
    if (!moved || moved === told.current) return;
    // Told at once, for what one writes next goes there too.
    const where = rowAndColumn(moved.cell, pageOf(client.view.getState().state, moved.page));
    toast.show({ key: 'moved', text: t('moved', where) });
    told.current = moved;
    pageUi.setState({ flashed: { page: moved.page, cell: moved.cell } });
  }, [moved]);

  const flashed = usePageUi((ui) => ui.flashed);
  useEffect(() => {
    if (!flashed || isWriting) return;
    const end = () => {
      if (pageUi.getState().flashed === flashed) pageUi.setState({ flashed: null });
    };
    if (flashed.page !== page) return end();
    goTo(flashed.cell);
    const timer = setTimeout(end, FLASH_MS);
    // Once for each digit: whoever writes on meanwhile is not pulled back.
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [flashed, isWriting, page]);
}

/** Why the eraser has left something: once for each wipe. */
function useSpared(): void {
  const t = useTranslations('page');
  const someone = useTranslations('shell.people')('someone');
  const client = useRoomClient();
  const toast = useToast();
  const spared = usePageUi((ui) => ui.spared);
  useEffect(() => {
    if (!spared) return;
    const name = personOf(client.view.getState(), spared.by)?.name || someone;
    toast.show({ key: 'spared', text: t('eraser.spared', { name }) });
  }, [spared]);
}
