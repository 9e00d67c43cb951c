import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from './class-names';
import styles from './dialog.module.css';
import { IconButton } from './icon-button';
import { Row } from './layout';
import { Text } from './text';

interface Props {
  title: ReactNode;
  description?: ReactNode;
  /** The control that opens it; left out when `open` says. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?(open: boolean): void;
  wide?: boolean;
  /** Fills the screen, for what a whole class looks at. */
  whole?: boolean;
  children: ReactNode;
}

/** A modal dialog: in the middle of a wide screen, risen from the bottom of a narrow one. */
export function Dialog({ title, description, trigger, open, onOpenChange, wide, whole, children }: Props) {
  const t = useTranslations('shell.common');
  const before = useRef<Element | null>(null);
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Primitive.Trigger asChild>{trigger}</Primitive.Trigger> : null}
      <Primitive.Portal>
        <Primitive.Overlay className={styles.scrim} />
        <Primitive.Content
          className={classNames(styles.dialog, wide && styles.wide, whole && styles.whole)}
          // The dialog itself takes the focus: on its first button it would open that button's tooltip, which then
          // swallows the first Escape.
          tabIndex={-1}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            before.current = document.activeElement;
            (event.currentTarget as HTMLElement | null)?.focus();
          }}
          onCloseAutoFocus={(event) => {
            // Radix gives the focus back to a trigger alone.
            if (trigger || !(before.current instanceof HTMLElement)) return;
            event.preventDefault();
            before.current.focus();
          }}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <Row as="header" top spread="between" gap={4} className={styles.header}>
            <div>
              <Primitive.Title>{title}</Primitive.Title>
              {description ? (
                <Primitive.Description asChild>
                  <Text look="muted">{description}</Text>
                </Primitive.Description>
              ) : null}
            </div>
            <Primitive.Close asChild>
              <IconButton label={t('close')} icon={<X />} className={styles.close} />
            </Primitive.Close>
          </Row>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
