import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { Toast as Primitive } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import styles from './toast.module.css';

export interface ToastMessage {
  text: string;
  tone?: 'neutral' | 'good' | 'bad';
  action?: { label: string; run(): void };
  /** A message with the same key takes the place of the one before it, instead of piling up. */
  key?: string;
}

interface Shown extends ToastMessage {
  id: number;
}

const Context = createContext<{ show(message: ToastMessage): void }>({ show: () => {} });

/** Long enough to read two lines; a message with something to do stays longer. */
const READ_MS = 6_000;
const ACT_MS = 12_000;
const SHOWN_MAX = 3;
const ICONS = { neutral: Info, good: CircleCheck, bad: CircleAlert };
const COLOURS = { neutral: 'var(--color-accent)', good: 'var(--color-good)', bad: 'var(--color-bad)' };

export function useToast() {
  return useContext(Context);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('shell.common');
  const [shown, setShown] = useState<Shown[]>([]);
  const lastId = useRef(0);
  const show = useCallback((message: ToastMessage) => {
    const toast = { ...message, id: ++lastId.current };
    const key = message.key ?? message.text;
    setShown((before) => [...before.filter((other) => (other.key ?? other.text) !== key), toast].slice(-SHOWN_MAX));
  }, []);
  const dismiss = (id: number) => setShown((before) => before.filter((toast) => toast.id !== id));
  const value = useMemo(() => ({ show }), [show]);
  return (
    <Context value={value}>
      <Primitive.Provider label={t('notification')} swipeDirection="right">
        {children}
        {shown.map(({ id, text, tone = 'neutral', action }) => {
          const Icon = ICONS[tone];
          return (
            <Primitive.Root
              key={id}
              className={styles.toast}
              duration={action ? ACT_MS : READ_MS}
              onOpenChange={(open) => {
                if (!open) dismiss(id);
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
    </Context>
  );
}
