import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Row } from '../../ui/layout';
import { Text } from '../../ui/text';
import styles from './class-notice.module.css';

interface Props {
  icon: LucideIcon;
  text: string;
  /** How a host ends it. */
  end?: { label: string; run(): void; testId: string };
  testId: string;
}

/** What holds for the whole class at the moment, beside the page's controls; where there is no room for it, a sign opens it. */
export function ClassNotice({ icon: Icon, text, end, testId }: Props) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = ({ target }: PointerEvent) => {
      if (!place.current?.contains(target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () => document.removeEventListener('pointerdown', closeOutside, true);
  }, [isOpen]);
  return (
    <div ref={place}>
      <Row gap={3} className={styles.notice} data-open={isOpen || undefined} data-testid={testId}>
        <Icon size="1.1rem" aria-hidden />
        <Text look="s easy" className={styles.text}>
          {text}
        </Text>
        {end ? (
          <Button size="s" variant="primary" onClick={end.run} data-testid={end.testId}>
            {end.label}
          </Button>
        ) : null}
      </Row>
      <IconButton
        label={text}
        icon={<Icon />}
        className={styles.sign}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        data-testid={`${testId}-sign`}
      />
    </div>
  );
}
