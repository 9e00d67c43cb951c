'use client';

import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names';
import styles from './icon-button.module.css';
import { Tooltip, type TooltipProps } from './tooltip';

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children' | 'aria-label'> {
  /** Says what it does: its name for screen readers and its tooltip. */
  label: string;
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string;
  icon: ReactNode;
  /** For a button that is on or off. */
  pressed?: boolean;
  tooltipSide?: TooltipProps['side'];
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  label,
  shortcut,
  icon,
  pressed,
  tooltipSide,
  className,
  type = 'button',
  ref,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={tooltipSide}>
      <button
        {...rest}
        ref={ref}
        type={type}
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(styles.button, className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
