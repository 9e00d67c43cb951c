import { Popover as Primitive } from 'radix-ui';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { classNames } from './class-names';
import type { Opened } from './opener';
import styles from './popover.module.css';

interface Props extends Partial<Opened> {
  /** The control that opens it; left out where an `opener` has opened it. */
  trigger?: ReactElement;
  /** Its name for screen readers. */
  label: string;
  className?: string;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
}

export function Popover({ trigger, opener, onClose, label, className, align = 'end', children }: Props) {
  const leftByPress = useRef(false);
  const controlled = opener ? { open: true, onOpenChange: (open: boolean) => !open && onClose?.() } : {};
  return (
    <Primitive.Root {...controlled}>
      {opener ? <Primitive.Anchor virtualRef={opener} /> : <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>}
      <Primitive.Portal>
        <Primitive.Content
          className={classNames(styles.popover, className)}
          aria-label={label}
          align={align}
          sideOffset={8}
          collisionPadding={12}
          // It takes the focus itself: its first button would show its tooltip over what was opened.
          tabIndex={-1}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement | null)?.focus();
          }}
          onInteractOutside={(event) => {
            // The opener closes it by itself.
            if (opener?.current?.contains(event.target as Node)) event.preventDefault();
            else leftByPress.current = true;
          }}
          onCloseAutoFocus={(event) => {
            if (!opener) return;
            event.preventDefault();
            if (!leftByPress.current) opener.current?.focus();
          }}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** Closes the popover that it stands in when what it holds is pressed. */
export function ClosesPopover({ children }: { children: ReactElement }) {
  return <Primitive.Close asChild>{children}</Primitive.Close>;
}
