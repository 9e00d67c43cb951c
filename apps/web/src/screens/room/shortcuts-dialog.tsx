import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { PAGE_SHORTCUTS } from '../../page/input/page-shortcuts';
import { Dialog } from '../../ui/dialog';
import { Row } from '../../ui/layout';
import { Text } from '../../ui/text';
import { APP_SHORTCUTS } from './app-shortcuts';
import styles from './shortcuts-dialog.module.css';

/** All keys in one place. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations();
  return (
    <Dialog title={t('shell.shortcuts.title')} open onOpenChange={onClose} wide>
      <div className={styles.lists} data-testid="shortcuts">
        <Keys title={t('shell.shortcuts.page')}>
          {PAGE_SHORTCUTS.map((shortcut) => (
            <Shortcut
              key={shortcut.name}
              name={t(`page.keys.${shortcut.name}`)}
              chords={[shortcut.keys, ...('or' in shortcut ? shortcut.or.map((key) => [key]) : [])]}
            />
          ))}
        </Keys>
        <Keys title={t('shell.shortcuts.app')}>
          {APP_SHORTCUTS.map(({ key, name }) => (
            <Shortcut key={key} name={t(`shell.shortcuts.${name}`)} chords={[[key]]} />
          ))}
        </Keys>
      </div>
    </Dialog>
  );
}

function Keys({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Text as="h3" look="muted s" className={styles.heading}>
        {title}
      </Text>
      <dl>{children}</dl>
    </section>
  );
}

/** @param chords each of them does it; its keys are pressed together */
function Shortcut({ name, chords }: { name: string; chords: readonly (readonly string[])[] }) {
  return (
    <Row spread="between" gap={4} className={styles.row}>
      <dt>{name}</dt>
      <Row as="dd" wrap spread="end" gap={2} className={styles.keys}>
        {chords.map((keys) => (
          <span key={keys.join()} className={styles.chord}>
            {keys.map((key) => (
              <kbd key={key} className={styles.key}>
                {key}
              </kbd>
            ))}
          </span>
        ))}
      </Row>
    </Row>
  );
}
