import { Hand, PenLine } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../ui/class-names';
import { Pressable } from '../../ui/pressable';
import { pageUi, usePageUi } from '../page-store';
import styles from './toolbar.module.css';

/** Whether fingers write beside a pen, or move the paper. */
export function Fingers() {
  const t = useTranslations('page.tools');
  const moving = usePageUi((ui) => ui.fingersMove);
  return (
    <fieldset
      className={classNames('floating', styles.fingers)}
      aria-label={t('fingers')}
      data-page-control
      data-testid="fingers"
    >
      {([false, true] as const).map((move) => (
        <Pressable
          key={String(move)}
          aria-pressed={moving === move}
          onClick={() => pageUi.setState({ fingersMove: move, fingersChosen: true })}
          data-testid={move ? 'fingers-move' : 'fingers-write'}
        >
          {move ? <Hand size="1rem" /> : <PenLine size="1rem" />}
          <span className={styles.fingersWord}>{t(move ? 'fingersMove' : 'fingersWrite')}</span>
        </Pressable>
      ))}
    </fieldset>
  );
}
