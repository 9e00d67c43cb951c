import { scheduleSchema } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { Disclosure } from '../../ui/disclosure';
import { Field, SelectField } from '../../ui/field';
import { Stack } from '../../ui/layout';
import { Segmented } from '../../ui/segmented';
import { SwitchField } from '../../ui/switch-field';
import { TypedNumberField } from '../../ui/typed-number-field';
import { REPLAY_FROM_LIVE, type RunForm } from './run-form';

const PATIENCE = [0, 1, 2, 3, 5, 10, 20];
const REPLAY = [0, 4_000, REPLAY_FROM_LIVE];

interface Props {
  form: RunForm;
  seedInvalid: boolean;
  onChange(part: Partial<RunForm>): void;
}

/** What most runs can leave as it is, each with what it does. */
export function MoreSettings({ form, seedInvalid, onChange }: Props) {
  const t = useTranslations('training');
  const changed = [
    form.schedule === 'constant' ? null : t(`schedule.${form.schedule}`),
    form.augment ? t('augmentShort') : null,
    form.patience > 0 ? t('patienceShort') : null,
    form.dataset === 'both' && form.replay > 0 ? t('replayShort', { count: form.replay }) : null,
    form.seed.trim() ? t('seedShort', { seed: form.seed.trim() }) : null,
  ].filter((text) => text !== null);
  return (
    <Disclosure title={t('moreSettings')} aside={changed.join(t('listComma'))} testId="train-more">
      <Stack gap={5}>
        <Field label={t('scheduleLabel')} hint={t(`scheduleHint.${form.schedule}`)}>
          <Segmented
            label={t('scheduleLabel')}
            value={form.schedule}
            onChange={(schedule) => onChange({ schedule })}
            options={scheduleSchema.options.map((value) => ({
              value,
              label: t(`schedule.${value}`),
              testId: `train-schedule-${value}`,
            }))}
          />
        </Field>
        <SwitchField
          label={t('augment')}
          hint={t('augmentHint')}
          checked={form.augment}
          onChange={(augment) => onChange({ augment })}
          testId="train-augment"
        />
        <SelectField
          label={t('patience')}
          hint={t('patienceHint')}
          value={String(form.patience)}
          options={withValue(PATIENCE, form.patience).map((count) => ({
            value: String(count),
            label: t('patienceValue', { count }),
          }))}
          onChange={(value) => onChange({ patience: Number(value) })}
          testId="train-patience"
        />
        {form.dataset === 'both' ? (
          <SelectField
            label={t('replay')}
            hint={t('replayHint')}
            value={String(form.replay)}
            options={withValue(REPLAY, form.replay).map((count) => ({
              value: String(count),
              label: t('replayOption', { count }),
            }))}
            onChange={(value) => onChange({ replay: Number(value) })}
            testId="train-replay"
          />
        ) : null}
        <TypedNumberField
          label={t('seed')}
          hint={t('seedHint')}
          error={seedInvalid ? t('seedRange') : undefined}
          value={form.seed}
          placeholder={t('seedDrawn')}
          whole
          onChange={(seed) => onChange({ seed })}
          data-testid="train-seed"
        />
      </Stack>
    </Disclosure>
  );
}

/** The choices, with a value that is none of them in its place. */
function withValue(choices: readonly number[], value: number): readonly number[] {
  return choices.includes(value) ? choices : [...choices, value].sort((a, b) => a - b);
}
