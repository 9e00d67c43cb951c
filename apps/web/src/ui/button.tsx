import { type ButtonHTMLAttributes, type MouseEvent, type ReactNode, type Ref, useState } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names';
import { useToast } from './toast';
import { tooltip } from './tooltip';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'onClick'> {
  /** While its promise is pending the button is busy. */
  onClick?(event: MouseEvent<HTMLButtonElement>): unknown;
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
  busy: alsoBusy = false,
  unavailable,
  className,
  children,
  onClick,
  type = 'button',
  ref,
  ...rest
}: ButtonProps) {
  const toast = useToast();
  const [working, setWorking] = useState(false);
  const busy = alsoBusy || working;
  return (
    <button
      {...rest}
      {...(unavailable ? tooltip({ text: unavailable }) : {})}
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
      onClick={async (event) => {
        if (busy) return;
        // A finger cannot hover, so a press tells the reason.
        if (unavailable) return toast.show({ text: unavailable });
        const done = onClick?.(event);
        if (!(done instanceof Promise)) return;
        setWorking(true);
        await done.finally(() => setWorking(false));
      }}
    >
      {icon ? <span className={styles.icon}>{icon}</span> : null}
      <span className={iconOnly ? 'visually-hidden' : undefined}>{children}</span>
    </button>
  );
}
