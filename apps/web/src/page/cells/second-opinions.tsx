import { personOf } from '@inkroom/client';
import {
  type CellIndex,
  type CellLabel,
  cellAuthor,
  type LogEntry,
  type Opinion,
  opinionOf,
  pageOf,
} from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useToast } from '../../ui/toast';
import { rowAndColumn } from '../page-context';
import { goTo, pageUi } from '../page-store';
import { useLabelText } from './use-cell-text';

/** What is told within this time of the last word is told together with it, ms: thirty opinions are not thirty messages. */
const TOGETHER_MS = 5_000;

interface Told {
  page: number;
  cell: CellIndex;
  text: string;
}

/** What was told already: this is shown anew with another room, and news stays. */
const heard = new WeakSet<readonly LogEntry[]>();

/** Tells people that somebody says something else of a cell that they wrote, or than they said themselves. */
export function SecondOpinions() {
  const t = useTranslations('page.secondOpinion');
  const someone = useTranslations('shell.people')('someone');
  const labelText = useLabelText();
  const client = useRoomClient();
  const toast = useToast();
  const said = useRoomView((view) => view.said);
  const told = useRef(new Map<string, Told>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const textOf = ({ effect, by }: LogEntry): Told | null => {
    const { you, state, page: shown, ...people } = client.view.getState();
    if (effect.kind !== 'cell.label' || !effect.label || !you || by === you.id) return null;
    const { page, cell, label } = effect;
    const opinion = opinionOf(label, by);
    const other = opinion && otherThan(opinion, label, you.id);
    if (!opinion || !other) return null;
    const isAuthor = cellAuthor(pageOf(state, page).cells[cell]?.strokes ?? []) === you.id;
    if (other.by !== you.id && !isAuthor) return null;
    const nameOf = (id: string) => personOf({ you, ...people }, id)?.name || someone;
    const where = rowAndColumn(cell, pageOf(state, page));
    const place = page === shown ? t('here', where) : t('there', { page, ...where });
    const now = { place, name: nameOf(by), label: labelText(opinion.value) };
    const text =
      other.by === you.id
        ? t('own', { ...now, own: labelText(other.value) })
        : t('author', { ...now, other: nameOf(other.by), otherLabel: labelText(other.value) });
    return { page, cell, text };
  };

  const show = () => {
    const all = [...told.current.values()];
    const [first] = all;
    if (!first) return;
    const isOne = all.length === 1;
    const look = () => {
      const { page, state } = client.view.getState();
      if (first.page !== page) client.look(first.page === state.page ? null : first.page);
      if (!isOne) return pageUi.setState({ tray: true });
      goTo(first.cell);
      pageUi.setState({ correcting: first.cell });
    };
    const text = isOne ? first.text : t('many', { count: all.length });
    toast.show({ key: 'second-opinion', text, action: { label: t('look'), run: look } });
  };

  // Only what is said now is news.
  useEffect(() => {
    if (heard.has(said)) return;
    heard.add(said);
    const before = told.current.size;
    for (const entry of said) {
      const one = textOf(entry);
      if (one) told.current.set(`${one.page}/${one.cell}`, one);
    }
    if (timer.current !== undefined || told.current.size === before) return;
    show();
    const wait = (shown: number) => {
      timer.current = setTimeout(() => {
        timer.current = undefined;
        const { size } = told.current;
        if (size === shown) return told.current.clear();
        show();
        wait(size);
      }, TOGETHER_MS);
    };
    wait(told.current.size);
  }, [said]);

  return null;
}

/** What an opinion is another one than: the reader's own, else what stands, else the newest of others. */
function otherThan({ by, value }: Opinion, label: CellLabel, you: string): Opinion | undefined {
  const { others = [] } = label;
  const differing = [...others, label].filter((one) => one.by !== by && one.value !== value);
  return differing.find((one) => one.by === you) ?? differing.at(-1);
}
