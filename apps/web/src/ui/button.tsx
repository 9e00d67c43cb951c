import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names';
import { useToast } from './toast';
import { Tooltip } from './tooltip';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'm' | 's';
  icon?: ReactNode;
  /** Where there is no room for its words: they are its name for screen readers. */
  iconOnly?: boolean;
  /** Work is under way: it keeps its place and width, and does not act twice. */
  busy?: boolean;
  /**
   * Why it cannot be used now. The button stays reachable and says the reason, for a control that is greyed without one
   * teaches nobody anything.
   */
  unavailable?: string | null | false;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  variant = 'secondary',
  size = 'm',
  icon,
  iconOnly,
  busy = false,
  unavailable,
  className,
  children,
  onClick,
  type = 'button',
  ref,
  ...rest
}: ButtonProps) {
  const toast = useToast();
  const button = (
    <button
      {...rest}
      ref={ref}
      type={unavailable || busy ? 'button' : type}
      className={classNames(
        styles.button,
        styles[variant],
        size === 's' && styles.small,
        iconOnly && styles.iconOnly,
        className,
      )}
      aria-disabled={unavailable || busy ? true : undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) return;
        // A finger cannot hover, so a press tells the reason.
        if (unavailable) toast.show({ text: unavailable });
        else onClick?.(event);
      }}
    >
      {icon ? <span className={styles.icon}>{icon}</span> : null}
      <span className={iconOnly ? 'visually-hidden' : undefined}>{children}</span>
    </button>
  );
  return unavailable ? <Tooltip text={unavailable}>{button}</Tooltip> : button;
}
