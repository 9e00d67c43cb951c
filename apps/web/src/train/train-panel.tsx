'use client';

import { hasEnded, type Run } from '@inkroom/shared';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../room/room-provider';
import { useRoomPanel } from '../room/use-room-panel';
import { RunFormView } from './run-form-view';
import { RunList } from './run-list';
import { RunView } from './run-view';
import styles from './train-panel.module.css';

/** Start a run, watch one, look back at all. */
export function TrainPanel() {
  const t = useTranslations('training');
  const { selectedRun, selectRun } = useRoomPanel();
  const runs = useRoomView((view) => view.runs);
  const newestFirst = [...runs].sort((a, b) => b.number - a.number);
  const active = newestFirst.some((run) => !hasEnded(run));
  const selected = newestFirst.find((run) => run.id === selectedRun) ?? newest(newestFirst);
  // Open while nothing goes on; what somebody has opened or closed by hand stays so.
  const [formOpen, setFormOpen] = useState<boolean | null>(null);
  const open = formOpen ?? !active;
  return (
    <div className={styles.panel}>
      <details
        className={styles.form}
        open={open}
        onToggle={(event) => {
          if (event.currentTarget.open !== open) setFormOpen(event.currentTarget.open);
        }}
      >
        <summary className={styles.summary} data-testid="train-new">
          {t('newRun')}
          <ChevronDown aria-hidden />
        </summary>
        <RunFormView
          onStarted={(run) => {
            selectRun(run.id);
            setFormOpen(null);
          }}
        />
      </details>
      {selected ? <RunView key={selected.id} run={selected} /> : null}
      <RunList runs={newestFirst} selectedId={selected?.id ?? null} onSelect={selectRun} />
    </div>
  );
}

/** The run to show when none was chosen: the newest that is under way, else the newest. */
function newest(newestFirst: readonly Run[]): Run | undefined {
  return newestFirst.find((run) => !hasEnded(run)) ?? newestFirst[0];
}
