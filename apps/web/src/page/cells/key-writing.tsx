import { CELL_SIZE, type CellIndex } from '@inkroom/shared';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslations } from 'use-intl';
import { useStore } from 'zustand';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import { classNames } from '../../ui/class-names';
import { plainKey } from '../../ui/plain-key';
import { inAnotherHand, KeyPen } from '../input/key-pen';
import { PENS } from '../input/pens';
import { ARROWS } from '../input/shortcuts';
import { usePage, useRowAndColumn } from '../page-context';
import type { PageEngine } from '../page-engine';
import { pageUi, usePageUi } from '../page-store';
import { demoDigit } from '../paint/demo-digits';
import styles from './key-writing.module.css';

const KEYS = [
  ['move', '←', '↑', '→', '↓'],
  ['finer', 'Shift'],
  ['tip', 'Space'],
  ['digit', '0 – 9'],
  ['done', 'Enter'],
  ['back', 'Esc'],
] as const;

/** Where the pen is is told once it rests, ms: a held arrow is not read out step by step. */
const TOLD_MS = 400;
/** Cells that reach below this share of the window lie where the list of keys would be. */
const LOW = 0.55;

/** Writing by keyboard alone: while it is there, the keys of its cell move a pen. */
export function KeyWriting({ cell, engine, onEnd }: { cell: CellIndex; engine: PageEngine; onEnd(): void }) {
  const client = useRoomClient();
  const [pen, setPen] = useState<KeyPen | null>(null);
  useEffect(() => {
    const next = new KeyPen(client, engine.rest, cell, PENS[pageUi.getState().pen]);
    setPen(next);
    engine.view.reveal(cell);
    return () => next.end();
  }, [client, engine, cell]);
  const here = useRoomView(mayWrite);
  const selected = usePageUi((ui) => ui.selected);
  const isOver = !here || selected !== cell;
  useEffect(() => {
    if (isOver) onEnd();
  }, [isOver, onEnd]);
  return pen ? <Writing cell={cell} pen={pen} onEnd={onEnd} /> : null;
}

function Writing({ cell, pen, onEnd }: { cell: CellIndex; pen: KeyPen; onEnd(): void }) {
  const t = useTranslations('page.keyWriting');
  const { feed, engine } = usePage();
  const rowAndColumn = useRowAndColumn();
  const { x, y, isDown, playing } = useStore(pen.state);
  const [told, setTold] = useState(() => t('start', rowAndColumn(cell)));
  const element = document.getElementById(`page-cell-${cell}`);
  // It never lies over the cell that it is about.
  const [isAbove] = useState(() => (engine?.cellRect(cell).bottom ?? 0) > window.innerHeight * LOW);

  const onKey = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = plainKey(event);
    const arrow = ARROWS[key];
    if (key === 'Escape') {
      pen.discard();
      onEnd();
    } else if (key === 'Enter') onEnd();
    else if (playing !== null) return key !== 'Tab';
    else if (arrow) pen.move(arrow.dx, arrow.dy, event.shiftKey);
    else if (key === ' ') {
      if (!event.repeat) pen.toggle();
    } else if (/^[0-9]$/.test(key)) {
      if (feed.get(cell).cell?.strokes.length || isDown) setTold(t('notEmpty'));
      else void pen.play(Number(key), inAnotherHand(demoDigit(Number(key)))).then(onEnd);
    } else return false;
    return true;
  };
  const heard = useRef(onKey);
  heard.current = onKey;
  useEffect(() => {
    if (!element) return;
    // The focus may have gone elsewhere while the code came: no blur would ever tell of it.
    if (document.activeElement !== element) return onEnd();
    // Before the page's own keys.
    const listen = (event: KeyboardEvent) => {
      if (!heard.current(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    element.addEventListener('keydown', listen);
    element.addEventListener('blur', onEnd);
    return () => {
      element.removeEventListener('keydown', listen);
      element.removeEventListener('blur', onEnd);
    };
  }, [element, onEnd]);

  const first = useRef(true);
  const [right, down] = [x, y].map((value) => Math.round((100 * value) / CELL_SIZE)) as [number, number];
  useEffect(() => {
    if (first.current || playing !== null) {
      first.current = false;
      return;
    }
    const timer = setTimeout(() => setTold(t('at', { pen: isDown ? 'down' : 'up', right, down })), TOLD_MS);
    return () => clearTimeout(timer);
  }, [t, isDown, playing, right, down]);

  return (
    <>
      <div
        className={classNames('floating', styles.bar)}
        data-above={isAbove || undefined}
        data-page-control
        data-testid="key-writing"
      >
        <strong>{t('title')}</strong>
        <dl className={styles.keys}>
          {KEYS.map(([name, ...keys]) => (
            <div key={name}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(name)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="visually-hidden" role="status" data-testid="key-writing-told">
        {playing === null ? told : t('playing', { digit: playing })}
      </div>
      {element
        ? createPortal(
            <span
              className={styles.tip}
              style={{ left: `${right}%`, top: `${down}%` }}
              data-down={isDown || undefined}
              data-testid="key-pen"
              aria-hidden="true"
            />,
            element,
          )
        : null}
    </>
  );
}
