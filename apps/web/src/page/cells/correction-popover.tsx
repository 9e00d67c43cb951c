import { type CellIndex, DIGITS, type Label, opinionOf, outputOf, scoreOf } from '@inkroom/shared';
import { Ban } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useWhyNoPen } from '../../core/room-roles';
import { clamp } from '../../ui/clamp';
import { classNames } from '../../ui/class-names';
import { Row } from '../../ui/layout';
import { Span } from '../../ui/text';
import { commandOf } from '../input/shortcuts';
import { useCell, usePage, useRowAndColumn } from '../page-context';
import styles from './correction.module.css';
import { Opinions } from './opinions';
import { isLikely, likelyDigits, shownPrediction } from './shown-prediction';
import { useConfidence, useDecisionText, useLabelText } from './use-cell-text';

const COLUMNS = 5;

/** Ten digits beside the cell, to say which one it holds. */
export function CorrectionPopover({ cell, onClose }: { cell: CellIndex; onClose(): void }) {
  const t = useTranslations('page.correction');
  const rowAndColumn = useRowAndColumn();
  const client = useRoomClient();
  const { engine } = usePage();
  const snapshot = useCell(cell);
  const shown = shownPrediction(snapshot.cell, snapshot.live, snapshot.generation);
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const decisionText = useDecisionText();
  const whyNoPen = useWhyNoPen();
  const buttons = useRef<HTMLDivElement>(null);
  const anchor = useMemo(
    () => ({ current: { getBoundingClientRect: () => engine?.cellRect(cell) ?? new DOMRect() } }),
    [engine, cell],
  );

  const prediction = shown?.prediction ?? null;
  const decision = shown?.decision ?? null;
  const label = shown?.label ?? null;
  const empty = !snapshot.cell?.strokes.length;
  const unavailable = whyNoPen ?? (empty ? t('empty') : null);
  const likely = likelyDigits(prediction);
  const say = (label: Label | null) => {
    if (unavailable) return;
    client.labelCell(cell, label);
    onClose();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const command = commandOf(event);
    if (command?.kind === 'label') {
      event.preventDefault();
      say(command.label);
    } else if (command?.kind === 'move') {
      const all = [...(buttons.current?.querySelectorAll('button') ?? [])];
      const at = all.indexOf(document.activeElement as HTMLButtonElement);
      if (at < 0) return;
      event.preventDefault();
      all[clamp(at + command.dx + command.dy * COLUMNS, 0, all.length - 1)]?.focus();
    }
  };

  const own = useRoomView(({ you }) => you && opinionOf(label, you.id)?.value);
  const said = own ?? label?.value;
  const start = outputOf(said ?? decision?.is ?? 0);
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          aria-label={t('label', rowAndColumn(cell))}
          side="bottom"
          sideOffset={6}
          collisionPadding={10}
          updatePositionStrategy="always"
          onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            buttons.current?.querySelectorAll('button')[start]?.focus({ preventScroll: true });
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            document.getElementById(`page-cell-${cell}`)?.focus({ preventScroll: true });
          }}
          data-testid="correction"
        >
          <Row as="p" wrap spread="between" className={styles.title}>
            <strong>{t('title')}</strong>
            {decision ? (
              <Span look="muted">
                {t('reads', { said: decisionText(decision), confidence: confidenceOf(decision.score) })}
              </Span>
            ) : null}
          </Row>
          <div ref={buttons} className={styles.digits}>
            {DIGITS.map((digit) => {
              const score = prediction?.scores[digit] ?? 0;
              return (
                <button
                  key={digit}
                  type="button"
                  className={styles.digit}
                  data-likely={likely.includes(digit) || undefined}
                  data-best={decision?.is === digit || undefined}
                  data-testid={`label-${digit}`}
                  aria-label={prediction ? t('digit', { digit, confidence: confidenceOf(score) }) : String(digit)}
                  aria-pressed={own === digit}
                  aria-disabled={unavailable ? true : undefined}
                  onClick={() => say(digit)}
                >
                  {digit}
                  <span className={styles.score} style={{ transform: `scaleX(${score})` }} />
                </button>
              );
            })}
            <button
              type="button"
              className={classNames(styles.digit, styles.none)}
              data-likely={isLikely(prediction, 'not-a-digit') || undefined}
              data-best={decision?.is === 'not-a-digit' || undefined}
              data-testid="label-not-a-digit"
              aria-pressed={own === 'not-a-digit'}
              aria-disabled={unavailable ? true : undefined}
              onClick={() => say('not-a-digit')}
            >
              <Ban size="1rem" />
              {labelText('not-a-digit')}
              <span
                className={styles.score}
                style={{ transform: `scaleX(${prediction ? scoreOf(prediction.scores, 'not-a-digit') : 0})` }}
              />
            </button>
          </div>
          {unavailable ? <CorrectionNote>{unavailable}</CorrectionNote> : null}
          {label && !empty ? (
            <div className={styles.said}>
              <Opinions label={label} say={say} />
            </div>
          ) : null}
          {label?.sampleId === null ? <CorrectionNote>{t('unlearnt')}</CorrectionNote> : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function CorrectionNote({ children }: { children: ReactNode }) {
  return (
    <Row gap={1} className={styles.note}>
      {children}
    </Row>
  );
}
