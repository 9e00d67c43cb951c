import { personOf } from '@inkroom/client';
import type { PersonSamples, SampleRole } from '@inkroom/shared';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Avatar } from '../../people/avatar';
import { Button } from '../../ui/button';
import { Row, Stack } from '../../ui/layout';
import { Notice } from '../../ui/notice';
import { Span } from '../../ui/text';
import styles from './corrections.module.css';

const ROLES: readonly SampleRole[] = ['labelled', 'written'];

/** One person's corrections, and the buttons that take them back for whoever may; each asks once more. */
export function PersonSamplesRow({ samples }: { samples: PersonSamples }) {
  const t = useTranslations('training.samplesByPerson');
  const someone = useTranslations('shell.people')('someone');
  const client = useRoomClient();
  const you = useRoomView((view) => view.you);
  const [asking, setAsking] = useState<SampleRole | null>(null);
  const { person } = samples;
  const name = useRoomView((view) => personOf(view, person.id)?.name ?? person.name) || someone;
  const isYou = person.id === you?.id;
  const mayWithdraw = you?.role === 'host' || (you?.role === 'writer' && isYou);

  const withdraw = async (role: SampleRole) => {
    // A refusal is shown by `RoomEvents`; else the list shows that they are gone.
    await client.settled(client.withdrawSamples(person.id, role));
    setAsking(null);
  };

  return (
    <Stack as="li" gap={2} data-testid="person-samples">
      <Row gap={3}>
        <Avatar person={person} />
        <Span look="medium truncate">
          {name}
          {isYou ? ` (${t('you')})` : null}
        </Span>
      </Row>
      <ul className={styles.roles}>
        {ROLES.filter((role) => samples[role] > 0).map((role) => (
          <Row as="li" key={role} spread="between" gap={3} className={styles.role}>
            <span>{t(role, { count: samples[role] })}</span>
            {mayWithdraw ? (
              <Button variant="ghost" size="s" onClick={() => setAsking(role)} data-testid={`withdraw-${role}`}>
                {t('withdraw')}
              </Button>
            ) : null}
          </Row>
        ))}
      </ul>
      {asking && samples[asking] > 0 ? (
        <Notice
          tone="warn"
          title={t(asking === 'labelled' ? 'askLabelled' : 'askWritten', {
            name,
            count: samples[asking],
          })}
          testId="withdraw-ask"
          actions={
            <>
              <Button variant="danger" onClick={() => withdraw(asking)} data-testid="withdraw-confirm">
                {t('confirm')}
              </Button>
              <Button variant="ghost" onClick={() => setAsking(null)}>
                {t('back')}
              </Button>
            </>
          }
        >
          {t('askText')}
        </Notice>
      ) : null}
    </Stack>
  );
}
