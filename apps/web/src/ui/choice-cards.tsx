import styles from './choice-cards.module.css';
import { classNames } from './class-names';
import { Radios, type RadiosProps } from './radios';

/** One of a few, each told as a card: for options that need a line of explanation. */
export function ChoiceCards<T extends string>({ className, optionClassName, ...rest }: RadiosProps<T>) {
  return (
    <Radios
      {...rest}
      className={classNames(styles.group, className)}
      optionClassName={classNames(styles.card, optionClassName)}
    />
  );
}
