import { columnsFor, hasPage, pageNumbers, type RoomState } from '@inkroom/shared';
import { BookOpen, BookPlus } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { LineNotice } from '../../ui/line-notice';
import { usePersonName } from '../page-context';
import { pageUi, usePageUi } from '../page-store';
import { BeginPage } from './begin-page';
import { isPageFull, isRestKept } from './page-room';
import { useRecent } from './use-recent';
import { useSuggestion } from './use-suggestion';

/** How long hosts may take back that a page was turned, and others are told of it; ms. */
const UNDO_MS = 30_000;
const TOLD_MS = 10_000;

/** What there is to say of pages: where one looks, who turned, who proposes to, and whether there is room. */
export function PageTold() {
  const isElsewhere = useRoomView((view) => view.page !== view.state.page);
  // Whoever writes while a page is turned follows once their pen has rested.
  const isWriting = usePageUi((ui) => ui.isWriting);
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const isViewer = useRoomView((view) => view.you?.role === 'viewer');
  const turned = useRoomView((view) => view.state.turned);
  const suggested = useCalmSuggestion();
  const lit = usePageUi((ui) => ui.litPerson);
  const [closedTurn, closeTurn] = useState<string | null>(null);
  const [closedSuggestion, closeSuggestion] = useState<Suggestion | null>(null);
  const isRecent = useRecent(turned?.at ?? null, isHost ? UNDO_MS : TOLD_MS);
  if (isElsewhere && !isWriting) return <Elsewhere />;
  if (isHost && suggested && closedSuggestion !== suggested)
    return <Suggested suggested={suggested} onClose={() => closeSuggestion(suggested)} />;
  if (turned && isRecent && closedTurn !== turnName(turned))
    return <Turned turned={turned} onClose={() => closeTurn(turnName(turned))} />;
  if (lit !== null) return <Lit person={lit} />;
  return isViewer ? null : <Room />;
}

type Turn = NonNullable<RoomState['turned']>;
type Suggestion = NonNullable<RoomState['suggested']>;

/** By what a turn is known: its time is the server's only once it is confirmed. */
function turnName({ by, from }: Turn): string {
  return `${by} ${from}`;
}

/** The first who proposes a page is named until another page is: thirty who press at once are not read out one after another. */
function useCalmSuggestion(): Suggestion | null {
  const latest = useRoomView((view) => view.state.suggested);
  const first = useRef<Suggestion | null>(null);
  if (latest?.page !== first.current?.page) first.current = latest;
  return first.current;
}

function Elsewhere() {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const page = useRoomView((view) => view.page);
  const open = useRoomView((view) => view.state.page);
  const role = useRoomView((view) => view.you?.role);
  const { suggest, unavailable } = useSuggestion(page);
  return (
    <Line text={t('elsewhere', { page, open })} testId="looking-elsewhere">
      {role === 'host' ? (
        <Button size="s" onClick={() => client.turnPage(page)} data-testid="turn-page">
          {t('turn')}
        </Button>
      ) : role === 'writer' ? (
        <Button size="s" onClick={suggest} unavailable={unavailable} data-testid="suggest-this">
          {t('suggestThis')}
        </Button>
      ) : null}
      <Button variant="primary" size="s" onClick={() => client.look(null)} data-testid="follow-page">
        {t('follow', { open })}
      </Button>
    </Line>
  );
}

function Turned({ turned, onClose }: { turned: Turn; onClose(): void }) {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const page = useRoomView((view) => view.state.page);
  const you = useRoomView((view) => view.you);
  const name = usePersonName(turned.by);
  const mayUndo = useRoomView((view) => view.you?.role === 'host' && hasPage(view.state, turned.from));
  return (
    <Line
      text={turned.by === you?.id ? t('turnedYou', { page }) : t('turned', { name, page })}
      onClose={onClose}
      testId="page-turned"
    >
      {mayUndo && turned.from !== page ? (
        <Button size="s" onClick={() => client.turnPage(turned.from)} data-testid="turn-back">
          {t('undo')}
        </Button>
      ) : null}
    </Line>
  );
}

function Suggested({ suggested, onClose }: { suggested: Suggestion; onClose(): void }) {
  const t = useTranslations('page.page');
  const client = useRoomClient();
  const { page } = suggested;
  const isThere = useRoomView((view) => hasPage(view.state, page));
  const people = useRoomView((view) => Object.keys(view.people).length);
  const name = usePersonName(suggested.by);
  return (
    <Line text={t('suggested', { name, page })} onClose={onClose} testId="page-suggested">
      <Button
        variant="primary"
        size="s"
        onClick={() => (isThere ? client.turnPage(page) : client.beginPage(columnsFor(people)))}
        data-testid="take-suggestion"
      >
        {t(isThere ? 'openPage' : 'beginPage', { page })}
      </Button>
    </Line>
  );
}

/** Whose cells are lit, and the way out of it. */
function Lit({ person }: { person: string }) {
  const t = useTranslations('page.page');
  const name = usePersonName(person);
  return <Line text={t('lit', { name })} onClose={() => pageUi.setState({ litPerson: null })} testId="lit-person" />;
}

/** Says that nothing more fits, or that what is left is others'. */
function Room() {
  const t = useTranslations('page.page');
  const isFull = useRoomView(isPageFull);
  const isKept = useRoomView(isRestKept);
  const mayBeginPage = useRoomView(
    ({ page, state, you }) => you?.role === 'host' || page === pageNumbers(state).at(-1),
  );
  if (!isFull && !isKept) return null;
  return (
    <Line text={t(isFull ? 'full' : 'kept')} testId="page-room">
      {isFull && mayBeginPage ? (
        <BeginPage>
          <Button variant="primary" size="s" icon={<BookPlus />} data-testid="begin-full">
            {t('begin')}
          </Button>
        </BeginPage>
      ) : null}
    </Line>
  );
}

function Line(props: { text: string; testId: string; onClose?(): void; children?: ReactNode }) {
  return <LineNotice icon={<BookOpen aria-hidden />} {...props} />;
}
