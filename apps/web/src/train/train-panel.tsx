import { hasEnded, type Run } from '@inkroom/shared';
import { Plus } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { useRoomPanel } from '../core/use-room-panel';
import { Disclosure } from '../ui/disclosure';
import { Panel } from '../ui/section';
import { isComparable, partnerOf } from './compare/compare-data';
import { CompareView } from './compare/compare-view';
import { CorrectionsButton } from './corrections/corrections-button';
import { emptyRunForm, formOfRun, type RunForm } from './form/run-form';
import { RunFormView } from './form/run-form-view';
import { ImproveCard } from './improve-card';
import { RunView } from './run/run-view';
import { RunList } from './run-list';

/** Start a run, watch one, look back at all. */
export function TrainPanel() {
  const t = useTranslations('training');
  const { selectedRun, selectRun } = useRoomPanel();
  const runs = useRoomView((view) => view.runs);
  const newestFirst = [...runs].sort((a, b) => b.number - a.number);
  const selected = newestFirst.find((run) => run.id === selectedRun) ?? newest(newestFirst);
  // Open until there is something to look at. It never opens by itself later: that would push a result out of sight.
  const [formOpen, setFormOpen] = useState<boolean | null>(null);
  const open = formOpen ?? runs.length === 0;
  const [form, setForm] = useState<RunForm>(emptyRunForm);
  const [compared, setCompared] = useState<readonly string[] | null>(null);
  const formTop = useRef<HTMLDetailsElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const watch = (run: Run) => {
    selectRun(run.id);
    setFormOpen(false);
    setCompared(null);
    // What was started is what people look at next; it is there with the next frame.
    requestAnimationFrame(() => top.current?.scrollIntoView());
  };
  const compare = () => {
    if (compared) return setCompared(null);
    const first = selected && isComparable(selected) ? selected : newestFirst.find(isComparable);
    const second = first && partnerOf(first, runs);
    setCompared([first, second].flatMap((run) => (run ? [run.id] : [])));
    top.current?.scrollIntoView();
  };
  const choose = (runId: string) => {
    if (!compared) {
      selectRun(runId);
      // The list stands below what it chooses.
      top.current?.scrollIntoView();
      return;
    }
    setCompared(compared.includes(runId) ? compared.filter((id) => id !== runId) : [...compared, runId]);
  };
  const comparedRuns = useMemo(
    () => compared?.flatMap((id) => runs.find((run) => run.id === id) ?? []) ?? [],
    [compared, runs],
  );
  return (
    <Panel>
      <ImproveCard onStarted={watch} />
      <CorrectionsButton />
      <Disclosure
        ref={formTop}
        bar
        icon={<Plus size="1.1rem" color="var(--color-accent)" />}
        title={t('newRun')}
        open={open}
        onToggle={(next) => {
          if (next !== open) setFormOpen(next);
        }}
        testId="train-new"
      >
        <RunFormView form={form} onForm={setForm} onStarted={watch} />
      </Disclosure>
      <div ref={top} />
      {compared ? (
        <CompareView runs={comparedRuns} onClose={() => setCompared(null)} />
      ) : selected ? (
        <RunView
          key={selected.id}
          run={selected}
          onRepeat={(changed) => {
            setForm({ ...formOfRun(selected), ...changed });
            setFormOpen(true);
            formTop.current?.scrollIntoView();
            formTop.current?.querySelector('summary')?.focus();
          }}
        />
      ) : null}
      <RunList
        runs={newestFirst}
        selectedId={selected?.id ?? null}
        compared={compared}
        onSelect={choose}
        onCompare={compare}
      />
    </Panel>
  );
}

/** The run to show when none was chosen: the newest that is under way, else the newest. */
function newest(newestFirst: readonly Run[]): Run | undefined {
  return newestFirst.find((run) => !hasEnded(run)) ?? newestFirst[0];
}
