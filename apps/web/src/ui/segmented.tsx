import { classNames } from './class-names';
import { Radios, type RadiosProps } from './radios';
import styles from './segmented.module.css';

/** One of a few short options, as a row of keys. */
export function Segmented<T extends string>({ className, ...rest }: Omit<RadiosProps<T>, 'optionClassName'>) {
  return <Radios {...rest} className={classNames(styles.group, className)} optionClassName={styles.segment} />;
}
