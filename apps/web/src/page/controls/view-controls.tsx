'use client';

import { Maximize, Minus, Plus } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { Tooltip } from '../../ui/tooltip';
import { usePage } from '../page-context';
import { usePageUi } from '../page-store';
import { ZOOM_STEP } from '../view/camera';
import { MiniMap } from './mini-map';
import styles from './view-controls.module.css';

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
      <fieldset className={styles.bar} aria-label={t('label')}>
        <Tooltip text={t('out')} shortcut="_" side="top">
          <button
            type="button"
            className={styles.button}
            data-wide
            aria-label={t('out')}
            data-testid="zoom-out"
            onClick={() => engine?.zoomBy(1 / ZOOM_STEP)}
          >
            <Minus aria-hidden />
          </button>
        </Tooltip>
        <Tooltip text={t('actual')} shortcut={t('actualKey')} side="top">
          <button
            type="button"
            className={styles.percent}
            data-wide
            aria-label={t('actualFrom', { percent: percent / 100 })}
            data-testid="zoom-100"
            onClick={() => engine?.zoomTo(1)}
          >
            {format.number(percent / 100, { style: 'percent' })}
          </button>
        </Tooltip>
        <Tooltip text={t('in')} shortcut="+" side="top">
          <button
            type="button"
            className={styles.button}
            data-wide
            aria-label={t('in')}
            data-testid="zoom-in"
            onClick={() => engine?.zoomBy(ZOOM_STEP)}
          >
            <Plus aria-hidden />
          </button>
        </Tooltip>
        <Tooltip text={leadsBack ? t('back') : t('fit')} shortcut={t('fitKey')} side="top">
          <button
            type="button"
            className={styles.button}
            aria-label={leadsBack ? t('back') : t('fit')}
            data-testid="zoom-fit"
            onClick={() => engine?.toggleOverview()}
          >
            <Maximize aria-hidden />
          </button>
        </Tooltip>
      </fieldset>
    </div>
  );
}
