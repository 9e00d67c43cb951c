import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { late, useLate } from './late';
import type { ShownToast, ToastMessage } from './toast-list';

export type { ToastMessage };

interface Toasts {
  show(message: ToastMessage): void;
  /** Takes the message of a key away: it no longer holds. */
  dismiss(key: string): void;
}

const Context = createContext<Toasts>({ show: () => {}, dismiss: () => {} });
const SHOWN_MAX = 3;
const list = late(() => import('./toast-list').then((module) => module.ToastList));

export function useToast() {
  return useContext(Context);
}

function without(shown: readonly ShownToast[], key: string): ShownToast[] {
  return shown.filter((toast) => (toast.key ?? toast.text) !== key);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<ShownToast[]>([]);
  const lastId = useRef(0);
  const { known: List, retry } = useLate(list, shown.length > 0);
  const show = useCallback(
    (message: ToastMessage) => {
      const toast = { ...message, id: ++lastId.current };
      setShown((known) => [...without(known, message.key ?? message.text), toast].slice(-SHOWN_MAX));
      // What could not be shown, for its code did not come, is shown with this one.
      retry();
    },
    [retry],
  );
  const dismiss = useCallback((key: string) => setShown((known) => without(known, key)), []);
  const value = useMemo(() => ({ show, dismiss }), [show, dismiss]);
  return (
    <Context value={value}>
      {children}
      {List ? (
        <List shown={shown} onDismiss={(id) => setShown((known) => known.filter((toast) => toast.id !== id))} />
      ) : null}
    </Context>
  );
}
