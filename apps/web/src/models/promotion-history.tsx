'use client';

import type { Promotion } from '@inkroom/shared';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Badge } from '../ui/badge';
import { Disclosure } from '../ui/disclosure';
import { GateChecks } from './gate-checks';
import styles from './promotion-history.module.css';
import { useVersionName } from './version-name';

/** Who made what live, when, and on what ground: the newest first. */
export function PromotionHistory() {
  const t = useTranslations('models');
  const promotions = useRoomView((view) => view.state.promotions);
  if (promotions.length === 0) return null;
  return (
    <div className={styles.history}>
      <Disclosure title={t('history')} aside={t('historyCount', { count: promotions.length })} testId="history-open">
        <ol className={styles.list} data-testid="history">
          {promotions.toReversed().map((promotion) => (
            <li key={promotion.at} className={styles.entry}>
              <Entry promotion={promotion} />
            </li>
          ))}
        </ol>
      </Disclosure>
    </div>
  );
}

function Entry({ promotion: { versionId, by, at, verdict, override } }: { promotion: Promotion }) {
  const t = useTranslations('models');
  const format = useFormatter();
  const name = useVersionName();
  const [open, setOpen] = useState(false);
  return (
    <>
      <p className={styles.line}>
        <span className={styles.name}>{name(versionId)}</span>
        {override ? <Badge tone="warn">{t('overridden')}</Badge> : null}
      </p>
      <p className={styles.facts}>
        {t('promotedBy', { name: by.name, time: format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' }) })}
        {verdict ? (
          <>
            {' · '}
            <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
              {t(open ? 'hideVerdict' : 'showVerdict')}
            </button>
          </>
        ) : null}
      </p>
      {open && verdict ? <GateChecks verdict={verdict} /> : null}
    </>
  );
}
