import { type CodedError, codedError, fail } from '@inkroom/shared';
import { FolderOpen } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { useErrorText } from '../../core/use-error-text';
import { Button } from '../../ui/button';
import { FilePicker } from '../../ui/file-picker';
import { Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import styles from './lobby.module.css';
import { useEnterAsHost } from './use-enter-as-host';

/** Opens a room that somebody has taken home as a file: a new one, with the page as it was. */
export function OpenRoomFile() {
  const t = useTranslations('shell.lobby');
  const errorText = useErrorText();
  const enter = useEnterAsHost();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CodedError | null>(null);

  const open = async (file: File) => {
    setError(null);
    setBusy(true);
    try {
      const opened = await import('@inkroom/client').then(
        ({ openRoomFile }) => openRoomFile(gatewayAddress(window.location.origin), file),
        () => fail('offline'),
      );
      if (opened.ok) await enter(opened.value);
      else setError(opened.error);
    } catch (thrown) {
      console.error('a room could not be opened from its file', thrown);
      setError(codedError('internal'));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack gap={2}>
      <FilePicker
        ref={picker}
        accept=".inkroom,.gz,application/gzip"
        onChosen={(file) => void open(file)}
        testId="room-file"
      />
      <div>
        <Button
          variant="ghost"
          size="s"
          className={styles.fromFile}
          icon={<FolderOpen />}
          busy={busy}
          onClick={() => picker.current?.click()}
          data-testid="open-room-file"
        >
          {busy ? t('openingFile') : t('openFile')}
        </Button>
      </div>
      {error ? (
        <Text look="bad" role="alert" data-testid="room-file-error">
          {error.code === 'offline' ? t('unreachableTitle') : errorText(error)}
        </Text>
      ) : null}
    </Stack>
  );
}
