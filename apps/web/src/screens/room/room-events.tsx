import { authorName, shownPage } from '@inkroom/client';
import { type Author, type ErrorCode, hasEnded } from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useErrorText } from '../../core/use-error-text';
import { useRoomPanel } from '../../core/use-room-panel';
import { standInPrediction } from '../../models/stand-in';
import { useVersionName } from '../../models/version-name';
import { UnlearntNotice } from '../../page/cells/unlearnt-notice';
import { useToast } from '../../ui/toast';
import { usePercent } from '../../ui/use-percent';

/** What others were faster with. */
const NOBODYS_FAULT: ReadonlySet<ErrorCode> = new Set(['cannot_undo', 'ink_with_deleted']);

/** Shows in toasts what happened in the room: refusals, runs that others started, a new live model or one that fails. */
export function RoomEvents() {
  const t = useTranslations('shell.room');
  const percent = usePercent(1);
  const client = useRoomClient();
  const toast = useToast();
  const errorText = useErrorText();
  const versionName = useVersionName();
  const panel = useRoomPanel();
  const lastError = useRoomView((view) => view.lastError);
  const runs = useRoomView((view) => view.runs);
  const champion = useRoomView((view) => view.state.champion);
  const failed = useRoomView((view) => standInPrediction(shownPage(view), view.state)?.insteadOf?.modelVersion);
  const promotion = useRoomView((view) => view.state.promotions.at(-1));
  const you = useRoomView((view) => view.you?.id);
  const someone = useTranslations('shell.people')('someone');
  const nameOf = (author: Author) => authorName(client.view.getState(), author) || someone;
  const states = useRef<Map<string, string> | null>(null);
  const shownChampion = useRef(champion);

  // One notice for each error, not for each change of language.
  useEffect(() => {
    if (!lastError) return;
    const tone = NOBODYS_FAULT.has(lastError.code) ? 'neutral' : 'bad';
    toast.show({ text: errorText(lastError), tone, key: lastError.code });
    client.dismissError();
  }, [lastError]);

  // Only a change of the runs is news.
  useEffect(() => {
    const before = states.current;
    states.current = new Map(runs.map((run) => [run.id, run.state]));
    // What was there before this person joined is not.
    if (!before) return;
    for (const run of runs) {
      const was = before.get(run.id);
      if (was === run.state) continue;
      const key = `run-${run.id}`;
      const action = {
        label: t('show'),
        run: () => {
          panel.selectRun(run.id);
          panel.show('train');
        },
      };
      const watched = panel.open && panel.tab === 'train';
      if (was === undefined && run.startedBy.id !== you && !hasEnded(run)) {
        toast.show({ key, action, text: t('runStarted', { name: nameOf(run.startedBy), number: run.number }) });
      } else if (was === undefined || watched) {
        // A person who watches the run sees its end there.
      } else if (run.state === 'finished') {
        const accuracy = percent(run.testAccuracy ?? 0);
        toast.show({ key, action, tone: 'good', text: t('runFinished', { number: run.number, accuracy }) });
      } else if (run.state === 'failed') {
        toast.show({ key, action, tone: 'bad', text: t('runFailed', { number: run.number }) });
      } else if (run.state === 'cancelled') {
        toast.show({ key, action, text: t('runCancelled', { number: run.number }) });
      }
    }
  }, [runs]);

  // Only a change of the live model is news.
  useEffect(() => {
    if (shownChampion.current === champion) return;
    shownChampion.current = champion;
    const version = versionName(champion);
    if (promotion?.override && promotion.versionId === champion) {
      toast.show({
        key: 'champion',
        text: t('modelOverridden', { name: nameOf({ id: promotion.by, name: '' }), version }),
      });
    } else toast.show({ key: 'champion', tone: 'good', text: t('modelChanged', { version }) });
  }, [champion]);

  useEffect(() => {
    if (failed)
      toast.show({ key: 'model-failed', tone: 'bad', text: t('modelFailed', { version: versionName(failed) }) });
  }, [failed]);

  return <UnlearntNotice />;
}
