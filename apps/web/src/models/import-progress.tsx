import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { ProgressBar } from '../ui/progress-bar';
import { Text } from '../ui/text';
import { useBytes } from '../ui/use-bytes';

/** A file on its way into the room. */
export interface Transfer {
  file: File;
  /** Bytes that have left. */
  sent: number;
}

/** How much of a file has left, and then that it is being looked at; it can be given up until it has arrived. */
export function ImportProgress({ transfer: { file, sent }, onCancel }: { transfer: Transfer; onCancel(): void }) {
  const t = useTranslations('models.import');
  const bytes = useBytes();
  const checking = sent >= file.size;
  const label = t(checking ? 'checking' : 'sending', { file: file.name });
  return (
    <Stack gap={2} data-testid="import-progress" data-phase={checking ? 'checking' : 'sending'}>
      <Text look="s bold anywhere" role="status">
        {label}
      </Text>
      <ProgressBar value={checking ? null : sent / file.size} label={label} />
      <Row spread="between" gap={3} style={{ minHeight: '2rem' }}>
        <Text look="muted s easy">
          {checking ? t('checkingNote') : t('sentOf', { sent: bytes(sent), size: bytes(file.size) })}
        </Text>
        {checking ? null : (
          <Button size="s" variant="ghost" icon={<X />} onClick={onCancel} data-testid="import-cancel">
            {t('cancel')}
          </Button>
        )}
      </Row>
    </Stack>
  );
}
