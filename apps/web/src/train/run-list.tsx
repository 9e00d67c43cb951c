import { hasEnded, type Run } from '@inkroom/shared';
import { Scale } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useAgo } from '../core/use-ago';
import { useAuthorName } from '../core/use-author-name';
import { useRunKind } from '../models/version-name';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Pressable } from '../ui/pressable';
import { ProgressBar } from '../ui/progress-bar';
import { Section } from '../ui/section';
import { Span, Text } from '../ui/text';
import { usePercent } from '../ui/use-percent';
import { COMPARED_MAX, isComparable } from './compare/compare-data';
import { RunBadge } from './run/run-badge';
import styles from './run-list.module.css';

interface Props {
  runs: readonly Run[];
  selectedId: string | null;
  /** The runs that stand side by side, or null while one is looked at. */
  compared: readonly string[] | null;
  onSelect(runId: string): void;
  onCompare(): void;
}

/** All runs of the room, the newest first; while comparing, each can be put beside the others. */
export function RunList({ runs, selectedId, compared, onSelect, onCompare }: Props) {
  const t = useTranslations('training');
  const compare = useTranslations('compare');
  const canCompare = runs.filter(isComparable).length >= 2;
  return (
    <Section
      title={t('runs')}
      aside={
        canCompare ? (
          <Button
            size="s"
            icon={<Scale />}
            aria-pressed={compared !== null}
            onClick={onCompare}
            data-testid="compare-open"
          >
            {compare(compared ? 'done' : 'open')}
          </Button>
        ) : null
      }
    >
      {runs.length === 0 ? <Text look="faint">{t('noRuns')}</Text> : null}
      {compared ? <Text look="faint s">{compare('choose', { max: COMPARED_MAX })}</Text> : null}
      <Stack as="ul" className={styles.list} data-testid="run-list">
        {runs.map((run) => (
          <li key={run.id}>
            {compared ? (
              <ComparedRun
                run={run}
                chosen={compared.includes(run.id)}
                full={compared.length >= COMPARED_MAX}
                onSelect={onSelect}
              />
            ) : (
              <Pressable
                look="listRow"
                className={styles.run}
                aria-current={run.id === selectedId || undefined}
                onClick={() => onSelect(run.id)}
                data-testid={`run-${run.number}`}
              >
                <RunLines run={run} />
              </Pressable>
            )}
          </li>
        ))}
      </Stack>
    </Section>
  );
}

interface ComparedRunProps {
  run: Run;
  chosen: boolean;
  full: boolean;
  onSelect(runId: string): void;
}

function ComparedRun({ run, chosen, full, onSelect }: ComparedRunProps) {
  const possible = chosen || (isComparable(run) && !full);
  return (
    <Pressable as="label" look="listRow" className={styles.run} data-disabled={!possible || undefined}>
      <Row as="span" gap={3}>
        <input
          type="checkbox"
          className={styles.box}
          checked={chosen}
          disabled={!possible}
          onChange={() => onSelect(run.id)}
          data-testid={`compare-${run.number}`}
        />
        <Span look="grow">
          <RunLines run={run} />
        </Span>
      </Row>
    </Pressable>
  );
}

function RunLines({ run }: { run: Run }) {
  const t = useTranslations('training');
  const models = useTranslations('models');
  const runKind = useRunKind();
  const percent = usePercent();
  const ago = useAgo();
  const author = useAuthorName(run.startedBy);
  return (
    <>
      <Row as="span" gap={2}>
        <Span look="bold grow">
          {t('run', { number: run.number })} · {runKind(run)}
        </Span>
        {run.testAccuracy !== null ? (
          <Text as="strong" look="s bold">
            {percent(run.testAccuracy)}
          </Text>
        ) : null}
        <RunBadge state={run.state} />
      </Row>
      {run.corrections ? (
        <Span look="muted s" data-testid={`run-${run.number}-corrections`}>
          {models('corrections', { ...run.corrections })}
        </Span>
      ) : null}
      {hasEnded(run) ? (
        <Span look="faint s">{t('startedBy', { name: author, time: ago(run.createdAt) })}</Span>
      ) : (
        <ProgressBar
          thin
          value={run.state === 'pending' ? 0 : run.progress.fraction}
          label={t('progress', { number: run.number })}
        />
      )}
    </>
  );
}
