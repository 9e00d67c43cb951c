import { Maximize, Minus, Plus } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { classNames } from '../../ui/class-names';
import { IconButton } from '../../ui/icon-button';
import { usePage } from '../page-context';
import { usePageUi } from '../page-store';
import { ZOOM_STEP } from '../view/camera';
import { MiniMap } from './mini-map';
import styles from './view-controls.module.css';

const LOOKS = { tooltipSide: 'top', className: styles.button } as const;

/** Zoom, overview and the map of the page. */
export function ViewControls() {
  const t = useTranslations('page.view');
  const format = useFormatter();
  const { engine } = usePage();
  const percent = usePageUi((ui) => Math.round(ui.zoom * 100));
  const whole = usePageUi((ui) => ui.wholeInView);
  const leadsBack = usePageUi((ui) => ui.overviewLeadsBack);
  return (
    <div className={styles.corner} data-page-control>
      {engine && !whole ? <MiniMap engine={engine} /> : null}
      <fieldset className={classNames('floating', styles.bar)} aria-label={t('label')}>
        <IconButton
          label={t('out')}
          shortcut="_"
          icon={<Minus />}
          data-wide
          onClick={() => engine?.view.zoomBy(1 / ZOOM_STEP)}
          data-testid="zoom-out"
          {...LOOKS}
        />
        <IconButton
          label={t('actual')}
          shortcut={t('actualKey')}
          icon={format.number(percent / 100, { style: 'percent' })}
          aria-label={t('actualFrom', { percent: percent / 100 })}
          data-wide
          onClick={() => engine?.view.zoomTo(1)}
          data-testid="zoom-100"
          {...LOOKS}
          className={classNames(styles.button, styles.percent)}
        />
        <IconButton
          label={t('in')}
          shortcut="+"
          icon={<Plus />}
          data-wide
          onClick={() => engine?.view.zoomBy(ZOOM_STEP)}
          data-testid="zoom-in"
          {...LOOKS}
        />
        <IconButton
          label={t(leadsBack ? 'back' : 'fit')}
          shortcut={t('fitKey')}
          icon={<Maximize />}
          onClick={() => engine?.view.toggleOverview()}
          data-testid="zoom-fit"
          {...LOOKS}
        />
      </fieldset>
    </div>
  );
}
