import { type ButtonHTMLAttributes, cloneElement, type ReactElement, type RefObject, useRef, useState } from 'react';
import type { FirstUse } from './first-use';

/** What an {@link Opener} shows: it is there while it is open. */
export interface Opened {
  /** The control that has opened it. */
  opener: RefObject<HTMLButtonElement | null>;
  onClose(): void;
}

interface Props<Shown extends Opened> {
  /** Its code is on the way as soon as the pointer is over the control. */
  of: FirstUse<Shown>;
  /** What it needs beside what an opener gives it. */
  with?: Omit<Shown, keyof Opened>;
  /** Whether it is open, where that is known outside. */
  open?: boolean;
  onOpenChange?(open: boolean): void;
  /** A button of any look. */
  children: ReactElement<ButtonHTMLAttributes<HTMLButtonElement> & { ref?: RefObject<HTMLButtonElement | null> }>;
}

/** A control that opens a popover or dialog whose code comes on first use. */
export function Opener<Shown extends Opened>({ of: Shown, with: rest, children, ...outside }: Props<Shown>) {
  const opener = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = outside.open ?? isOpen;
  const change = (next: boolean) => {
    setOpen(next);
    outside.onOpenChange?.(next);
  };
  const shown = { ...rest, opener, onClose: () => change(false) } as unknown as Shown;
  return (
    <>
      {cloneElement(children, {
        ref: opener,
        'aria-haspopup': 'dialog',
        'aria-expanded': open,
        onPointerEnter: Shown.fetch,
        onClick: () => {
          // Some browsers do not; what opens gives the focus back to where it was.
          opener.current?.focus();
          change(!open);
        },
      })}
      {open ? <Shown {...shown} /> : null}
    </>
  );
}
