'use client';

import { useTranslations } from 'use-intl';
import styles from './raw-detail.module.css';

/** What a program said, word for word and in English, behind the sentence that says what it means. */
export function RawDetail({ text }: { text: string }) {
  const t = useTranslations('shell.common');
  return (
    <details className={styles.detail}>
      <summary>{t('rawDetail')}</summary>
      <p lang="en">{text}</p>
    </details>
  );
}
