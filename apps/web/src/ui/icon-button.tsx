import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names';
import styles from './icon-button.module.css';
import { Pressable } from './pressable';
import { useToast } from './toast';
import { type Tip, tooltip } from './tooltip';

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children' | 'disabled'> {
  /** Says what it does: its name for screen readers, and its tooltip. */
  label: string;
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string;
  icon: ReactNode;
  /** For a button that is on or off. */
  pressed?: boolean;
  /** There is nothing to do for it now. */
  disabled?: boolean;
  /** Why it cannot be used now, see `Button`. */
  unavailable?: string | null;
  tooltipSide?: Tip['side'];
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  label,
  shortcut,
  icon,
  pressed,
  disabled,
  unavailable,
  tooltipSide,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const toast = useToast();
  return (
    <Pressable
      {...tooltip({ text: unavailable || label, shortcut: unavailable ? undefined : shortcut, side: tooltipSide })}
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={unavailable || disabled ? true : undefined}
      className={classNames(styles.button, className)}
      onClick={(event) => {
        if (unavailable) toast.show({ text: unavailable });
        else if (!disabled) onClick?.(event);
      }}
      {...rest}
    >
      {icon}
    </Pressable>
  );
}
