import type { Evaluation, Mistake } from '@inkroom/shared';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Stack } from '../../ui/layout';
import { Segmented } from '../../ui/segmented';
import { Text } from '../../ui/text';
import { type ConfusionCell, mistakesBehind, worstConfusion } from './confusion-data';
import { ConfusionMatrix } from './confusion-matrix';
import { MistakeList } from './mistake-list';
import { Reliability } from './reliability';

/** Where a model goes wrong: confusions with their pictures, and whether its confidence can be believed. */
export function EvaluationView({ evaluation }: { evaluation: Evaluation }) {
  const t = useTranslations('evaluation');
  const [part, setPart] = useState<Mistake['part']>('test');
  const [selected, setSelected] = useState<ConfusionCell | null>(null);
  const shown = (part === 'holdout' ? evaluation.holdout : null) ?? evaluation.test;
  const worst = worstConfusion(shown);
  const count = selected ? mistakeCount(shown.confusion, selected) : 0;
  return (
    <Stack gap={4} data-testid="run-evaluation">
      {evaluation.holdout ? (
        <Segmented
          label={t('measuredOn')}
          value={part}
          onChange={(next) => {
            setPart(next);
            setSelected(null);
          }}
          options={[
            { value: 'test', label: t('test', { count: evaluation.test.size }), testId: 'evaluation-test' },
            { value: 'holdout', label: t('holdout', { count: evaluation.holdout.size }), testId: 'evaluation-holdout' },
          ]}
        />
      ) : null}
      <ConfusionMatrix part={shown} selected={selected} onSelect={setSelected} />
      {selected ? (
        <MistakeList cell={selected} count={count} mistakes={mistakesBehind(evaluation.mistakes, part, selected)} />
      ) : (
        <Text look="muted s">{worst ? t('worst', { ...worst }) : t('noMistakes')}</Text>
      )}
      <Reliability part={shown} />
    </Stack>
  );
}

/** Mistakes that a cell of the matrix stands for: of the diagonal, all with that digit. */
function mistakeCount(confusion: readonly (readonly number[])[], { truth, read }: ConfusionCell): number {
  const row = confusion[truth] ?? [];
  if (truth !== read) return row[read] ?? 0;
  return row.reduce((sum, value, digit) => (digit === truth ? sum : sum + value), 0);
}
