import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { Toast as Primitive } from 'radix-ui';
import { useTranslations } from 'use-intl';
import styles from './toast.module.css';

export interface ToastMessage {
  text: string;
  tone?: 'neutral' | 'good' | 'bad';
  action?: { label: string; run(): void };
  /** A message with the same key takes the place of the one before it, instead of piling up. */
  key?: string;
}

export interface ShownToast extends ToastMessage {
  id: number;
}

/** Long enough to read two lines; a message with something to do stays longer. */
const READ_MS = 6_000;
const ACT_MS = 12_000;
const ICONS = { neutral: Info, good: CircleCheck, bad: CircleAlert };
const COLOURS = { neutral: 'var(--color-accent)', good: 'var(--color-good)', bad: 'var(--color-bad)' };

export function ToastList({ shown, onDismiss }: { shown: readonly ShownToast[]; onDismiss(id: number): void }) {
  const t = useTranslations('shell.common');
  return (
    <Primitive.Provider label={t('notification')} swipeDirection="right">
      {shown.map(({ id, text, tone = 'neutral', action }) => {
        const Icon = ICONS[tone];
        return (
          <Primitive.Root
            key={id}
            className={styles.toast}
            duration={action ? ACT_MS : READ_MS}
            onOpenChange={(open) => {
              if (!open) onDismiss(id);
            }}
            data-testid="toast"
          >
            <Icon size="1.2rem" color={COLOURS[tone]} className={styles.icon} />
            <Primitive.Description className={styles.text}>{text}</Primitive.Description>
            {action ? (
              <Primitive.Action className={styles.action} altText={action.label} onClick={action.run}>
                {action.label}
              </Primitive.Action>
            ) : null}
            <Primitive.Close className={styles.close} aria-label={t('close')}>
              <X size="1rem" />
            </Primitive.Close>
          </Primitive.Root>
        );
      })}
      <Primitive.Viewport className={styles.viewport} />
    </Primitive.Provider>
  );
}
