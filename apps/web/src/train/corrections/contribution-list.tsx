'use client';

import type { CodedError, Contribution } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../room/room-provider';
import { useErrorText } from '../../room/use-error-text';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { ContributionRow } from './contribution-row';
import styles from './corrections.module.css';

/** Who the room's corrections come from, as it is now. */
export function ContributionList() {
  const t = useTranslations('training.contributions');
  const client = useRoomClient();
  const errorText = useErrorText();
  const samples = useRoomView((view) => view.state.samples);
  const [contributions, setContributions] = useState<Contribution[] | null>(null);
  const [error, setError] = useState<CodedError | null>(null);

  // The counters move with each correction: then the list is another.
  useEffect(() => {
    let isLatest = true;
    void client.readContributions().then((read) => {
      if (!isLatest) return;
      setError(read.ok ? null : read.error);
      if (read.ok) setContributions(read.value);
    });
    return () => {
      isLatest = false;
    };
  }, [client, samples]);

  if (error) return <Notice tone="bad">{errorText(error)}</Notice>;
  if (!contributions) return <ProgressBar value={null} label={t('reading')} />;
  if (contributions.length === 0) return <p className={styles.note}>{t('none')}</p>;
  return (
    <ul className={styles.list} data-testid="contributions">
      {contributions.map((contribution) => (
        <ContributionRow key={contribution.person.id} contribution={contribution} />
      ))}
    </ul>
  );
}
