import { DICTATED_DIGITS_MAX, plainText } from '@inkroom/shared';
import { Dices } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Field, TextField } from '../ui/field';
import { IconButton } from '../ui/icon-button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import type { Opened } from '../ui/opener';
import { Segmented } from '../ui/segmented';
import styles from './challenge.module.css';
import { rollNumber } from './roll-number';

/** Times to write, s. */
const TIMES = ['10', '20', '30', '60'] as const;
const NUMBER = new RegExp(`^\\d{1,${DICTATED_DIGITS_MAX}}$`);

interface Props extends Opened {
  onStarted(): void;
}

/** A host chooses a number, or has one rolled, and how long there is to write it. */
export function ChallengeDialog({ onClose, onStarted }: Props) {
  const t = useTranslations('challenge');
  const client = useRoomClient();
  const rests = useRoomView((view) => view.state.paused);
  const [number, setNumber] = useState(() => rollNumber(DICTATED_DIGITS_MAX));
  const [seconds, setSeconds] = useState<(typeof TIMES)[number]>('20');
  const [tried, setTried] = useState(false);
  // A Japanese keyboard types them in full width.
  const plain = plainText(number).trim();
  const isNumber = NUMBER.test(plain);

  const start = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isNumber) return;
    if (rests) client.submit({ kind: 'room.pause', paused: false });
    client.submit({ kind: 'challenge.start', number: plain, seconds: Number(seconds) });
    onClose();
    onStarted();
  };

  return (
    <Dialog title={t('title')} description={t('lead')} open onOpenChange={onClose}>
      <Stack as="form" gap={4} onSubmit={start} noValidate data-testid="challenge-form">
        <div className={styles.fields}>
          <TextField
            label={t('number')}
            hint={t('numberHint')}
            error={tried && !isNumber ? t('numberFault') : undefined}
            value={number}
            inputMode="numeric"
            autoComplete="off"
            className={styles.dictated}
            onChange={(event) => setNumber(event.target.value)}
            data-testid="challenge-number-field"
          />
          <IconButton
            label={t('dice')}
            icon={<Dices />}
            onClick={() => setNumber(rollNumber(isNumber ? plain.length : DICTATED_DIGITS_MAX))}
            data-testid="challenge-dice"
          />
        </div>
        <Field label={t('time')}>
          <Segmented<(typeof TIMES)[number]>
            label={t('time')}
            value={seconds}
            onChange={setSeconds}
            options={TIMES.map((value) => ({
              value,
              label: t('seconds', { seconds: Number(value) }),
              testId: `challenge-${value}s`,
            }))}
          />
        </Field>
        {rests ? <Notice>{t('rests')}</Notice> : null}
        <Row spread="end">
          <Button type="submit" variant="primary" data-testid="challenge-start">
            {t('start')}
          </Button>
        </Row>
      </Stack>
    </Dialog>
  );
}
