import { ScanSearch } from 'lucide-react';
import { Text } from '../ui/text';
import styles from './inspector.module.css';

/** There is nothing to look into yet. */
export function Nothing({ title, text }: { title: string; text: string }) {
  return (
    <div className={styles.nothing}>
      <ScanSearch size="2rem" color="var(--color-ink-faint)" />
      <Text look="bold" className={styles.nothingTitle}>
        {title}
      </Text>
      <p>{text}</p>
    </div>
  );
}
