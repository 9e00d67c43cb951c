import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Stack } from '../../ui/layout';
import { Pressable } from '../../ui/pressable';
import { Span, Text } from '../../ui/text';
import { useToast } from '../../ui/toast';
import styles from './take-home.module.css';

type Kind = 'print' | 'png' | 'svg' | 'images' | 'mnist' | 'strokes' | 'file';

export interface FileKind {
  kind: Kind;
  icon: LucideIcon;
  /** @returns why there is none, or null once it is handed over */
  make(): Promise<string | null>;
}

/** A part of what one may take home. */
export function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <Stack as="section" gap={2} aria-labelledby={id} className={styles.part}>
      <Text as="h3" look="m bold" id={id}>
        {title}
      </Text>
      {hint ? <Text look="muted s easy">{hint}</Text> : null}
      {children}
    </Stack>
  );
}

/** Files of the same, each with what it is for; one is made at a time. */
export function FileList({ files, idPrefix }: { files: readonly FileKind[]; idPrefix: string }) {
  const t = useTranslations('takeHome');
  const toast = useToast();
  const [making, setMaking] = useState<Kind | null>(null);
  const take = async ({ kind, make }: FileKind) => {
    if (making) return;
    setMaking(kind);
    try {
      const why = await make();
      if (why) toast.show({ text: why, tone: 'bad' });
    } finally {
      setMaking(null);
    }
  };
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.kind}>
          <Pressable
            className={styles.file}
            aria-busy={making === file.kind || undefined}
            onClick={() => take(file)}
            data-testid={`${idPrefix}-${file.kind}`}
          >
            <file.icon size="1.25rem" aria-hidden className={styles.icon} />
            <span>
              <Span look="bold block">{t(`${file.kind}.name`)}</Span>
              <Span look="muted s snug block">{making === file.kind ? t('making') : t(`${file.kind}.hint`)}</Span>
            </span>
          </Pressable>
        </li>
      ))}
    </ul>
  );
}
