import type { ElementType } from 'react';
import { classNames } from './class-names';
import type { PropsOf } from './layout';
import styles from './pressable.module.css';

interface Props {
  /** `listRow` is as wide as its list, `text` a word to press, `link` one within a sentence; else it brings its own size. */
  look?: 'listRow' | 'text' | 'link';
  className?: string;
}

/** Anything to press that is not a button with a frame: bare until the pointer is over it. */
export function Pressable<T extends ElementType = 'button'>({ as, look, className, ...rest }: PropsOf<T, Props>) {
  const Tag: ElementType = as ?? 'button';
  const type = Tag === 'button' ? { type: 'button' } : {};
  return <Tag {...type} {...rest} className={classNames(styles.pressable, look && styles[look], className)} />;
}
