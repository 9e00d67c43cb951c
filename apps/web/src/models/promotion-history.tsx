import { personOf } from '@inkroom/client';
import type { GateVerdict, Promotion } from '@inkroom/shared';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Badge } from '../ui/badge';
import { Disclosure } from '../ui/disclosure';
import { Row, Stack } from '../ui/layout';
import { Pressable } from '../ui/pressable';
import { Inset } from '../ui/section';
import { Span, Text } from '../ui/text';
import { GateChecks } from './gate-checks';
import { useVersionName } from './version-name';

/** Who made what live, when, and on what ground: the newest first. */
export function PromotionHistory() {
  const t = useTranslations('models');
  const promotions = useRoomView((view) => view.state.promotions);
  if (promotions.length === 0) return null;
  return (
    <Inset>
      <Disclosure title={t('history')} aside={t('historyCount', { count: promotions.length })} testId="history-open">
        <Stack as="ol" gap={3} data-testid="history">
          {promotions.toReversed().map((promotion) => (
            <li key={promotion.at}>
              <Entry promotion={promotion} />
            </li>
          ))}
        </Stack>
      </Disclosure>
    </Inset>
  );
}

function Entry({ promotion: { versionId, by, at, verdict, override, begins } }: { promotion: Promotion }) {
  const t = useTranslations('models');
  const format = useFormatter();
  const name = useVersionName();
  const someone = useTranslations('shell.people')('someone');
  const author = useRoomView((view) => personOf(view, by)?.name) || someone;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Row as="p" wrap="close" gap={2}>
        <Span look="bold">{name(versionId)}</Span>
        {begins ? <Badge>{t('begins')}</Badge> : null}
        {override ? <Badge tone="warn">{t('overridden')}</Badge> : null}
      </Row>
      <Text look="muted s">
        {t('promotedBy', { name: author, time: format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' }) })}
        {verdict ? (
          <>
            {' · '}
            <Pressable look="link" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t(open ? 'hideVerdict' : 'showVerdict')}
            </Pressable>
          </>
        ) : null}
      </Text>
      {verdict?.corrections ? <CorrectionsText {...verdict.corrections} /> : null}
      {open && verdict ? <GateChecks verdict={verdict} /> : null}
    </>
  );
}

function CorrectionsText({ size, candidate, champion }: NonNullable<GateVerdict['corrections']>) {
  const t = useTranslations('models');
  return <Text look="muted s">{t('corrections', { right: candidate, size, before: champion })}</Text>;
}
