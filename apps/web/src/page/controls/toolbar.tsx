'use client';

import { mayRemove } from '@inkroom/shared';
import { Brush, Eraser, Hand, PenLine, Redo2, Undo2 } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useWriterOnly } from '../../core/room-roles';
import { useToast } from '../../ui/toast';
import { Tooltip } from '../../ui/tooltip';
import { PEN_SIZES, PENS, type PenSize } from '../input/pens';
import { pageUi, type Tool, usePageUi } from '../page-store';
import styles from './toolbar.module.css';

const TOOLS: { tool: Tool; Icon: typeof PenLine; shortcut: string }[] = [
  { tool: 'pen', Icon: PenLine, shortcut: 'P' },
  { tool: 'eraser', Icon: Eraser, shortcut: 'E' },
  { tool: 'hand', Icon: Hand, shortcut: 'H' },
];

/** What one holds in hand, and undoing it. */
export function Toolbar({ ref }: { ref: Ref<HTMLDivElement> }) {
  const t = useTranslations('page.tools');
  const client = useRoomClient();
  const writerOnly = useWriterOnly();
  const tool = usePageUi((ui) => ui.tool);
  const pen = usePageUi((ui) => ui.pen);
  const penOnly = usePageUi((ui) => ui.penOnly);
  const selected = usePageUi((ui) => ui.selected);
  const canUndo = useRoomView((view) => view.canUndo);
  const canRedo = useRoomView((view) => view.canRedo);
  const inked = useRoomView((view) => {
    if (selected === null || !view.you) return false;
    const { you } = view;
    return (view.state.cells[selected]?.strokes ?? []).some((id) => mayRemove(you, id));
  });
  const inHand = writerOnly ? 'hand' : tool;
  return (
    <div ref={ref} className={styles.toolbar} role="toolbar" aria-label={t('label')} data-page-control>
      {TOOLS.map(({ tool: each, Icon, shortcut }) => (
        <ToolButton
          key={each}
          label={t(each)}
          shortcut={shortcut}
          testId={`tool-${each}`}
          pressed={inHand === each}
          unavailable={each === 'hand' ? null : writerOnly}
          onClick={() => pageUi.setState({ tool: each })}
        >
          <Icon aria-hidden />
        </ToolButton>
      ))}
      <span className={styles.rule} />
      <fieldset className={styles.sizes} aria-label={t('penSize')}>
        {PEN_SIZES.map((size) => (
          <ToolButton
            key={size}
            label={t(size)}
            shortcut="[ ]"
            testId={`pen-${size}`}
            pressed={pen === size}
            unavailable={writerOnly}
            onClick={() => pageUi.setState({ pen: size, tool: 'pen' })}
          >
            <Dot size={size} />
          </ToolButton>
        ))}
      </fieldset>
      <span className={styles.sizeCycle}>
        <ToolButton
          label={t('penSizeNow', { size: t(pen) })}
          testId="pen-size"
          unavailable={writerOnly}
          onClick={() =>
            pageUi.setState({ pen: PEN_SIZES[(PEN_SIZES.indexOf(pen) + 1) % PEN_SIZES.length]!, tool: 'pen' })
          }
        >
          <Dot size={pen} />
        </ToolButton>
      </span>
      <span className={styles.rule} />
      <ToolButton
        label={t('undo')}
        shortcut={t('undoKey')}
        testId="undo"
        disabled={!canUndo}
        onClick={() => client.undo()}
      >
        <Undo2 aria-hidden />
      </ToolButton>
      <ToolButton
        label={t('redo')}
        shortcut={t('redoKey')}
        testId="redo"
        disabled={!canRedo}
        onClick={() => client.redo()}
      >
        <Redo2 aria-hidden />
      </ToolButton>
      <ToolButton
        label={t('clear')}
        shortcut={t('clearKey')}
        testId="clear-cell"
        disabled={!inked}
        onClick={() => selected !== null && client.clearCell(selected)}
      >
        <Brush aria-hidden />
      </ToolButton>
      {penOnly ? (
        <button
          type="button"
          className={styles.fingers}
          onClick={() => pageUi.setState({ penOnly: false })}
          data-testid="draw-with-fingers"
        >
          {t('fingers')}
        </button>
      ) : null}
    </div>
  );
}

function Dot({ size }: { size: PenSize }) {
  const diameter = `${(PENS[size] / PENS.bold) * 1.1}rem`;
  return <span className={styles.dot} style={{ width: diameter, height: diameter }} />;
}

function ToolButton({
  label,
  shortcut,
  testId,
  pressed,
  disabled = false,
  unavailable = null,
  onClick,
  children,
}: {
  label: string;
  shortcut?: string;
  testId: string;
  pressed?: boolean;
  disabled?: boolean;
  /** Why it cannot be used now: it stays reachable and says so. */
  unavailable?: string | null;
  onClick(): void;
  children: ReactNode;
}) {
  const toast = useToast();
  return (
    <Tooltip text={unavailable ?? label} shortcut={unavailable ? undefined : shortcut} side="top">
      <button
        type="button"
        className={styles.tool}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={unavailable || disabled ? true : undefined}
        aria-keyshortcuts={shortcut?.length === 1 ? shortcut : undefined}
        data-testid={testId}
        onClick={() => {
          if (unavailable) toast.show({ text: unavailable });
          else if (!disabled) onClick();
        }}
      >
        {children}
      </button>
    </Tooltip>
  );
}
