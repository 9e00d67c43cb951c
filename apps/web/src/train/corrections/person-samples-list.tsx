import type { CodedError, PersonSamples } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useErrorText } from '../../core/use-error-text';
import { Stack } from '../../ui/layout';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { Text } from '../../ui/text';
import { PersonSamplesRow } from './person-samples-row';

/** Who the room's corrections come from, as it is now. */
export function PersonSamplesList() {
  const t = useTranslations('training.samplesByPerson');
  const client = useRoomClient();
  const errorText = useErrorText();
  const samples = useRoomView((view) => view.state.samples);
  const [samplesByPerson, setSamplesByPerson] = useState<PersonSamples[] | null>(null);
  const [error, setError] = useState<CodedError | null>(null);

  // The counters change with each correction; then the list is read again.
  useEffect(() => {
    let isLatest = true;
    void client.readSamplesByPerson().then((read) => {
      if (!isLatest) return;
      setError(read.ok ? null : read.error);
      if (read.ok) setSamplesByPerson(read.value);
    });
    return () => {
      isLatest = false;
    };
  }, [client, samples]);

  if (error) return <Notice tone="bad">{errorText(error)}</Notice>;
  if (!samplesByPerson) return <ProgressBar value={null} label={t('reading')} />;
  if (samplesByPerson.length === 0) return <Text look="muted s">{t('none')}</Text>;
  return (
    <Stack as="ul" gap={4} data-testid="person-samples-list">
      {samplesByPerson.map((samples) => (
        <PersonSamplesRow key={samples.person.id} samples={samples} />
      ))}
    </Stack>
  );
}
