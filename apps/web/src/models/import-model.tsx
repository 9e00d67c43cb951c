import { type CodedError, codedError } from '@inkroom/shared';
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useHostOnly } from '../core/room-roles';
import { Button } from '../ui/button';
import { FilePicker } from '../ui/file-picker';
import { Stack } from '../ui/layout';
import { Text } from '../ui/text';
import { useToast } from '../ui/toast';
import { ImportFailure } from './import-failure';
import { ImportProgress, type Transfer } from './import-progress';

/** What a file picker offers; phones know files by their type, and these have none of their own. */
const ACCEPT = '.zip,.keras,.h5,.hdf5,application/zip,application/x-hdf5,application/octet-stream';

/** Brings a model from a file into the room: it is sent, then checked and measured before it is listed. */
export function ImportModel() {
  const t = useTranslations('models.import');
  const client = useRoomClient();
  const toast = useToast();
  const hostOnly = useHostOnly();
  const limit = useRoomView((view) => view.limits.importBytesMax);
  const picker = useRef<HTMLInputElement>(null);
  const giveUp = useRef<AbortController | null>(null);
  const [transfer, setTransfer] = useState<Transfer | null>(null);
  const [error, setError] = useState<CodedError | null>(null);

  const bring = async (file: File) => {
    setError(null);
    if (file.size > limit) return setError(codedError('payload_too_large', { maxBytes: limit }));
    const abort = new AbortController();
    giveUp.current = abort;
    setTransfer({ file, sent: 0 });
    try {
      const brought = await client.importVersion(file, {
        onSent: (sent) => setTransfer({ file, sent }),
        signal: abort.signal,
      });
      if (brought.ok) toast.show({ text: t('done', { number: brought.value.number }), tone: 'good' });
      else setError(brought.error);
    } catch (thrown) {
      // The person who pressed Cancel knows.
      if (abort.signal.aborted) return;
      console.error('a file could not be brought', thrown);
      setError(codedError('internal'));
    } finally {
      setTransfer(null);
    }
  };

  return (
    <Stack gap={2}>
      <FilePicker ref={picker} accept={ACCEPT} onChosen={(file) => void bring(file)} testId="import-file" />
      {transfer ? (
        <ImportProgress transfer={transfer} onCancel={() => giveUp.current?.abort()} />
      ) : (
        <Button
          icon={<Upload />}
          unavailable={hostOnly}
          onClick={() => picker.current?.click()}
          data-testid="import-open"
        >
          {t('open')}
        </Button>
      )}
      {error ? <ImportFailure error={error} /> : transfer ? null : <Text look="muted s easy">{t('hint')}</Text>}
    </Stack>
  );
}
