import { Popover as Primitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import styles from './popover.module.css';

interface Props {
  trigger: ReactElement;
  /** Its name for screen readers. */
  label: string;
  align?: 'start' | 'center' | 'end';
  /** Whether it is open, where that is known outside. */
  open?: boolean;
  onOpenChange?(open: boolean): void;
  children: ReactNode;
}

export function Popover({ trigger, label, align = 'end', open, onOpenChange, children }: Props) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          className={styles.popover}
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
