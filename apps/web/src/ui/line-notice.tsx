import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from './class-names';
import { IconButton } from './icon-button';
import { Row } from './layout';
import styles from './line-notice.module.css';

interface Props {
  icon: ReactNode;
  text: string;
  tone?: 'accent' | 'warn';
  /** What can be done about it. */
  children?: ReactNode;
  onClose?(): void;
  testId: string;
}

/** The place of notices: one line, which what lies around it leaves free. */
export function NoticeLine({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <div className={classNames(styles.around, className)}>
      <div className={styles.line}>{children}</div>
    </div>
  );
}

/** Something to know, in a {@link NoticeLine}. Where there is no room for its words, they are cut short or a sign stands for them, and a press shows them all. */
export function LineNotice({ icon, text, tone, children, onClose, testId }: Props) {
  const t = useTranslations('shell.common');
  const place = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  useEffect(() => {
    const element = words.current!;
    let frame = 0;
    // A frame later: what it changes would change the size that is being told of.
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setCut(element.scrollHeight > element.clientHeight + 1));
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = ({ target }: PointerEvent) => {
      if (!place.current?.contains(target as Node)) setOpen(false);
    };
    const closeByKey = ({ key }: KeyboardEvent) => key === 'Escape' && setOpen(false);
    document.addEventListener('pointerdown', closeOutside, true);
    document.addEventListener('keydown', closeByKey);
    return () => {
      document.removeEventListener('pointerdown', closeOutside, true);
      document.removeEventListener('keydown', closeByKey);
    };
  }, [isOpen]);
  return (
    <div
      ref={place}
      className={styles.place}
      data-line-notice
      data-open={isOpen || undefined}
      data-cut={isCut || undefined}
    >
      <Row gap={2} className={styles.notice} data-tone={tone} data-testid={testId}>
        <span className={styles.icon}>{icon}</span>
        <IconButton
          label={text}
          icon={icon}
          className={styles.sign}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          data-sign
        />
        <span ref={words} className={styles.text}>
          {text}
        </span>
        {children}
        {onClose ? (
          <IconButton
            label={t('close')}
            icon={<X />}
            className={styles.close}
            onClick={onClose}
            data-testid="close-notice"
          />
        ) : null}
      </Row>
    </div>
  );
}
