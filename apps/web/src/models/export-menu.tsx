import { VERSION_FORMATS, type VersionFormat } from '@inkroom/shared';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { saveFile } from '../core/save-file';
import { useErrorText } from '../core/use-error-text';
import { IconButton } from '../ui/icon-button';
import { Popover } from '../ui/popover';
import { Pressable } from '../ui/pressable';
import { Span, Text } from '../ui/text';
import { useToast } from '../ui/toast';
import styles from './export-menu.module.css';
import { useVersionName } from './version-name';

/** Saves a version as a file, in the format that another program needs. */
export function ExportMenu({ versionId }: { versionId: string }) {
  const t = useTranslations('models.export');
  const client = useRoomClient();
  const toast = useToast();
  const errorText = useErrorText();
  const name = useVersionName();
  const number = useRoomView((view) => view.versions.find(({ id }) => id === versionId)?.number ?? 0);
  const [busy, setBusy] = useState<VersionFormat | null>(null);

  const save = async (format: VersionFormat) => {
    if (busy) return;
    setBusy(format);
    // A model of the room has a number that people know it by; its id says nothing to them.
    const file = `inkroom-${number > 0 ? `model-${number}` : versionId}-${format}.zip`;
    const saved = await saveFile(client.exportUrl(versionId, format), file);
    setBusy(null);
    if (!saved.ok) toast.show({ text: errorText(saved.error), tone: 'bad' });
  };

  return (
    <Popover
      label={t('title', { version: name(versionId) })}
      trigger={<IconButton label={t('open')} icon={<Download />} data-testid={`export-${versionId}`} />}
    >
      <Text look="strong" className={styles.title}>
        {t('title', { version: name(versionId) })}
      </Text>
      <ul className={styles.formats}>
        {VERSION_FORMATS.map((format) => (
          <li key={format}>
            <Pressable
              look="listRow"
              className={styles.format}
              aria-busy={busy === format || undefined}
              onClick={() => save(format)}
              data-testid={`export-${format}`}
            >
              <Span look="bold">{t(`${format}.name`)}</Span>
              <Span look="muted s snug">{busy === format ? t('fetching') : t(`${format}.hint`)}</Span>
            </Pressable>
          </li>
        ))}
      </ul>
      <Text look="muted s snug" className={styles.note}>
        {t('note')}
      </Text>
    </Popover>
  );
}
