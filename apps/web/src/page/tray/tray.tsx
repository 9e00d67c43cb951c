import { shownPage } from '@inkroom/client';
import { type CellIndex, DIGITS, type Label, takenFor } from '@inkroom/shared';
import { Ban, Check, ChevronLeft, ChevronRight, X } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useWhyNoPen } from '../../core/room-roles';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Row, Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import { Opinions } from '../cells/opinions';
import { isLikely, likelyDigits, shownPrediction } from '../cells/shown-prediction';
import { useConfidence, useDecisionText, useLabelText } from '../cells/use-cell-text';
import { commandOf } from '../input/shortcuts';
import { usePage, useRowAndColumn } from '../page-context';
import { goTo } from '../page-store';
import { CellInk } from './cell-ink';
import styles from './tray.module.css';
import { type Stack as Cards, useStack } from './use-stack';

/**
 * What waits for somebody's word, as a stack of cards: a digit says what the one on top holds and goes on, Enter agrees with what stands or
 * was read, N passes over it. Beside the paper where there is room, else over it.
 */
export function Tray({ onClose }: { onClose(): void }) {
  const t = useTranslations('page.tray');
  const client = useRoomClient();
  const cards = useStack();
  const { top } = cards;
  const whyNoPen = useWhyNoPen();
  const hasCome = useRoomView((view) => view.arrived === 1);
  const toAgreeWith = useRoomView((view): Label | null => {
    const cell = top === null ? undefined : shownPage(view).cells[top];
    return cell?.label?.value ?? (cell?.prediction ? takenFor(cell.prediction) : null);
  });
  const tray = useRef<HTMLElement>(null);
  useFocusWhileOpen(tray);
  useViewBack();
  useEffect(() => {
    if (top !== null) goTo(top);
  }, [top, cards.page]);

  const say = (label: Label | null) => {
    if (top === null || whyNoPen) return;
    client.labelCell(top, label);
    // One's own word taken back is no answer.
    if (label !== null) cards.goOn();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const command = commandOf(event);
    const isOnButton = event.key === 'Enter' && (event.target as Element).closest('button') !== null;
    if (!command || isOnButton) return;
    if (command.kind === 'escape') onClose();
    else if (command.kind === 'undo') client.undo();
    else if (command.kind === 'redo') client.redo();
    else if (event.repeat) return;
    else if (command.kind === 'label') say(command.label);
    else if (command.kind === 'tray' || (command.kind === 'move' && command.dx > 0)) cards.goOn();
    else if (command.kind === 'move' && command.dx < 0) cards.goBack();
    else if (command.kind === 'inspect') {
      if (top === null) cards.goOn();
      else if (toAgreeWith !== null) say(toAgreeWith);
    } else return;
    event.preventDefault();
  };
  // Over all that stands around the paper as well, where there is no room beside it.
  return createPortal(
    <section
      ref={tray}
      role="dialog"
      aria-label={t('title')}
      tabIndex={-1}
      className={styles.tray}
      onKeyDown={onKeyDown}
      onMouseDown={keepFocus}
      data-tray
      data-testid="tray"
      data-cell={top ?? undefined}
      data-left={cards.left}
    >
      <Row spread="between" gap={2} className={styles.header}>
        <Text as="h2" look="s strong">
          {t('title')}
        </Text>
        <Row gap={1}>
          {cards.left > 0 ? (
            <Text as="span" look="muted s nowrap" data-testid="tray-left">
              {t('left', { count: cards.left })}
            </Text>
          ) : null}
          <IconButton
            label={useTranslations('shell.common')('close')}
            shortcut="Esc"
            icon={<X />}
            className={styles.close}
            onClick={onClose}
            data-testid="tray-close"
          />
        </Row>
      </Row>
      {top !== null ? (
        <Card key={`${cards.page}/${top}`} cell={top} cards={cards} toAgreeWith={toAgreeWith} say={say} />
      ) : (
        <Nothing cards={cards} hasCome={hasCome} />
      )}
    </section>,
    document.body,
  );
}

/** A pointer leaves the focus to the tray: Enter and digits go on being said of the card, not of the button that was pressed. */
function keepFocus(event: MouseEvent): void {
  if ((event.target as Element).closest('button')) event.preventDefault();
}

interface CardProps {
  cell: CellIndex;
  cards: Cards;
  toAgreeWith: Label | null;
  say(label: Label | null): void;
}

function Card({ cell, cards, toAgreeWith, say }: CardProps) {
  const t = useTranslations('page');
  const rowAndColumn = useRowAndColumn();
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const decisionText = useDecisionText();
  const whyNoPen = useWhyNoPen();
  const content = useRoomView((view) => shownPage(view).cells[cell]);
  const generation = useRoomView((view) => view.state.generation);
  const shown = shownPrediction(content, false, generation);
  const prediction = shown?.prediction ?? null;
  const decision = shown?.decision ?? null;
  const likely = likelyDigits(prediction);
  const { why } = cards;
  return (
    <div className={styles.card} data-testid="tray-card" data-why={why ?? undefined}>
      <div className={styles.look} data-more={Math.min(2, cards.left - 1)}>
        <CellInk cell={cell} className={styles.ink} />
      </div>
      <div className={styles.words} aria-live="polite">
        <Text look="muted xs">
          {t('inspector.place', rowAndColumn(cell))}
          {why ? <> · {t(`tray.${why}`)}</> : null}
        </Text>
        <Text look="s">
          {decision
            ? t('correction.reads', { said: decisionText(decision), confidence: confidenceOf(decision.score) })
            : t('strip.reading')}
        </Text>
        {shown?.label ? <Opinions label={shown.label} say={say} /> : null}
      </div>
      <div className={styles.answer}>
        {whyNoPen ? (
          <Text look="muted s" className={styles.why}>
            {whyNoPen}
          </Text>
        ) : (
          <>
            <Button
              variant="primary"
              icon={<Check />}
              className={styles.agree}
              aria-keyshortcuts="Enter"
              unavailable={toAgreeWith === null ? t('strip.reading') : null}
              onClick={() => toAgreeWith !== null && say(toAgreeWith)}
              data-testid="tray-agree"
            >
              {t('tray.agree', { label: toAgreeWith === null ? '–' : labelText(toAgreeWith) })}
            </Button>
            <div className={styles.digits}>
              {DIGITS.map((digit) => (
                <button
                  key={digit}
                  type="button"
                  className={styles.digit}
                  data-likely={likely.includes(digit) || undefined}
                  onClick={() => say(digit)}
                  data-testid={`tray-${digit}`}
                >
                  {digit}
                </button>
              ))}
            </div>
          </>
        )}
        <Row gap={1} className={styles.foot}>
          <IconButton
            label={t('tray.back')}
            shortcut="←"
            icon={<ChevronLeft />}
            disabled={!cards.mayGoBack}
            className={styles.back}
            onClick={cards.goBack}
            data-testid="tray-back"
          />
          {whyNoPen ? null : (
            <Button
              variant="ghost"
              icon={<Ban />}
              className={styles.none}
              aria-keyshortcuts="X"
              data-likely={isLikely(prediction, 'not-a-digit') || undefined}
              onClick={() => say('not-a-digit')}
              data-testid="tray-not-a-digit"
            >
              {labelText('not-a-digit')}
            </Button>
          )}
          <Button
            icon={<ChevronRight />}
            className={styles.next}
            aria-keyshortcuts="N"
            onClick={cards.goOn}
            data-testid="tray-next"
          >
            {t('tray.next')}
          </Button>
        </Row>
      </div>
    </div>
  );
}

/** The page is done: on with another one, or with what was passed over. */
function Nothing({ cards, hasCome }: { cards: Cards; hasCome: boolean }) {
  const t = useTranslations('page.tray');
  const { page, nextPage, passed } = cards;
  if (!hasCome)
    return (
      <Text look="muted s" className={styles.nothing} role="status">
        {t('coming', { page })}
      </Text>
    );
  return (
    <Stack gap={3} className={styles.nothing} data-testid="tray-nothing">
      <Text look="strong" role="status">
        {nextPage === null && passed === 0 ? t('nothingAtAll') : t('nothing', { page })}
      </Text>
      {passed > 0 ? <Text look="muted s">{t('passed', { count: passed })}</Text> : null}
      <Row wrap gap={2}>
        {nextPage === null ? null : (
          <Button variant="primary" onClick={cards.goOn} data-testid="tray-onward">
            {t('onward', { page: nextPage })}
          </Button>
        )}
        {passed > 0 ? (
          <Button onClick={cards.again} data-testid="tray-again">
            {t('again')}
          </Button>
        ) : null}
      </Row>
    </Stack>
  );
}

/** It has the focus from the beginning on, and gives it back. */
function useFocusWhileOpen(tray: { current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    tray.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [tray]);
}

/** The view has gone along with the cards: whoever closes the tray sees again what they saw before. */
function useViewBack(): void {
  const { engine } = usePage();
  useEffect(() => {
    if (!engine) return;
    const { camera, viewport } = engine.view;
    engine.view.uncover();
    return () => {
      if (engine.view.viewport === viewport) engine.view.moveTo(camera);
    };
  }, [engine]);
}
