import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { late, useLate } from './late';
import type { ShownToast, ToastMessage } from './toast-list';

export type { ToastMessage };

const Context = createContext<{ show(message: ToastMessage): void }>({ show: () => {} });
const SHOWN_MAX = 3;
const list = late(() => import('./toast-list').then((module) => module.ToastList));

export function useToast() {
  return useContext(Context);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<ShownToast[]>([]);
  const lastId = useRef(0);
  const { known: List, retry } = useLate(list, shown.length > 0);
  const show = useCallback(
    (message: ToastMessage) => {
      const toast = { ...message, id: ++lastId.current };
      const key = message.key ?? message.text;
      setShown((known) => [...known.filter((other) => (other.key ?? other.text) !== key), toast].slice(-SHOWN_MAX));
      // What could not be shown, for its code did not come, is shown with this one.
      retry();
    },
    [retry],
  );
  const value = useMemo(() => ({ show }), [show]);
  return (
    <Context value={value}>
      {children}
      {List ? (
        <List shown={shown} onDismiss={(id) => setShown((known) => known.filter((toast) => toast.id !== id))} />
      ) : null}
    </Context>
  );
}
