import { shownPage } from '@inkroom/client';
import { mayRemove } from '@inkroom/shared';
import { Brush, Eraser, Hand, PenLine, Redo2, Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useWhyNoPen } from '../../core/room-roles';
import { useBoard } from '../../core/settings/board';
import { classNames } from '../../ui/class-names';
import { IconButton, type IconButtonProps } from '../../ui/icon-button';
import { late, useLate } from '../../ui/late';
import { PEN_SIZES, PENS, type PenSize } from '../input/pens';
import { pageUi, type Tool, usePageUi } from '../page-store';
import styles from './toolbar.module.css';

const fingers = late(() => import('./fingers').then((module) => module.Fingers));

const TOOLS: { tool: Tool; Icon: typeof PenLine; shortcut: string }[] = [
  { tool: 'pen', Icon: PenLine, shortcut: 'P' },
  { tool: 'eraser', Icon: Eraser, shortcut: 'E' },
  { tool: 'hand', Icon: Hand, shortcut: 'H' },
];

/** The tools, the pen's size, undo and redo. */
export function Toolbar() {
  const t = useTranslations('page.tools');
  const client = useRoomClient();
  const whyNoPen = useWhyNoPen();
  const tool = usePageUi((ui) => ui.tool);
  const pen = usePageUi((ui) => ui.pen);
  const selected = usePageUi((ui) => ui.selected);
  const canUndo = useRoomView((view) => view.canUndo);
  const canRedo = useRoomView((view) => view.canRedo);
  const inked = useRoomView((view) => {
    if (selected === null || !view.you) return false;
    const { you } = view;
    return (shownPage(view).cells[selected]?.strokes ?? []).some((id) => mayRemove(you, id));
  });
  const inHand = whyNoPen ? 'hand' : tool;
  return (
    <div className={classNames('floating', styles.toolbar)} role="toolbar" aria-label={t('label')} data-page-control>
      {TOOLS.map(({ tool: each, Icon, shortcut }) => (
        <ToolButton
          key={each}
          label={t(each)}
          shortcut={shortcut}
          testId={`tool-${each}`}
          pressed={inHand === each}
          unavailable={each === 'hand' ? null : whyNoPen}
          icon={<Icon />}
          onClick={() => pageUi.setState({ tool: each })}
        />
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
            unavailable={whyNoPen}
            icon={<Dot size={size} />}
            onClick={() => pageUi.setState({ pen: size, tool: 'pen' })}
          />
        ))}
      </fieldset>
      <span className={styles.sizeCycle}>
        <ToolButton
          label={t('penSizeNow', { size: t(pen) })}
          testId="pen-size"
          unavailable={whyNoPen}
          icon={<Dot size={pen} />}
          onClick={() =>
            pageUi.setState({ pen: PEN_SIZES[(PEN_SIZES.indexOf(pen) + 1) % PEN_SIZES.length]!, tool: 'pen' })
          }
        />
      </span>
      <span className={styles.rule} />
      <ToolButton
        label={t('undo')}
        shortcut={t('undoKey')}
        testId="undo"
        disabled={!canUndo}
        unavailable={canUndo ? whyNoPen : null}
        icon={<Undo2 />}
        onClick={() => client.undo()}
      />
      <ToolButton
        label={t('redo')}
        shortcut={t('redoKey')}
        testId="redo"
        disabled={!canRedo}
        unavailable={canRedo ? whyNoPen : null}
        icon={<Redo2 />}
        onClick={() => client.redo()}
      />
      <ToolButton
        label={t('clear')}
        shortcut={t('clearKey')}
        testId="clear-cell"
        disabled={!inked}
        unavailable={inked ? whyNoPen : null}
        icon={<Brush />}
        onClick={() => selected !== null && client.clear({ cell: selected })}
      />
    </div>
  );
}

/** Once a pen was seen, people say what fingers do; at a board they always write. */
export function FingersOnceAsked() {
  const wanted = usePageUi((ui) => ui.fingersMove || ui.fingersChosen);
  const isBoard = useBoard();
  const { known: Fingers } = useLate(fingers, wanted && !isBoard);
  return Fingers ? <Fingers /> : null;
}

function Dot({ size }: { size: PenSize }) {
  const diameter = `${(PENS[size] / PENS.bold) * 1.1}rem`;
  return <span className={styles.dot} style={{ width: diameter, height: diameter }} />;
}

function ToolButton({ label, shortcut, testId, ...rest }: Omit<IconButtonProps, 'tooltipSide'> & { testId: string }) {
  return (
    <IconButton
      {...rest}
      label={label}
      shortcut={shortcut}
      tooltipSide="top"
      className={styles.tool}
      aria-keyshortcuts={shortcut?.length === 1 ? shortcut : undefined}
      data-testid={testId}
    />
  );
}
