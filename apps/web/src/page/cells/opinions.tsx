import { personOf } from '@inkroom/client';
import type { CellLabel, Label, Opinion } from '@inkroom/shared';
import { Check, Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { useWhyNoPen } from '../../core/room-roles';
import { Row, Stack } from '../../ui/layout';
import { Pressable } from '../../ui/pressable';
import { Span } from '../../ui/text';
import { usePersonName } from '../page-context';
import { usePersonInk } from '../paint/use-person-ink';
import styles from './opinions.module.css';
import { useLabelText } from './use-cell-text';

/** Who says what of a cell, what stands first: one's own word can be taken back, and another's agreed with. */
export function Opinions({ label, say }: { label: CellLabel; say(label: Label | null): void }) {
  const t = useTranslations('page.opinions');
  const own = useRoomView(({ you }) => [label, ...(label.others ?? [])].find(({ by }) => by === you?.id)?.value);
  return (
    <Stack as="ul" gap={1} className={styles.opinions} aria-label={t('title')} data-testid="opinions">
      {[label, ...(label.others ?? [])].map((opinion) => (
        <OpinionRow
          key={opinion.by}
          opinion={opinion}
          stands={opinion === label && label.others !== undefined}
          own={own}
          say={say}
        />
      ))}
    </Stack>
  );
}

interface RowProps {
  opinion: Opinion;
  stands: boolean;
  /** What the reader says; undefined for nothing. */
  own: Label | undefined;
  say(label: Label | null): void;
}

function OpinionRow({ opinion: { value, by }, stands, own, say }: RowProps) {
  const t = useTranslations('page');
  const name = usePersonName(by);
  const colour = usePersonInk()(useRoomView((view) => personOf(view, by)));
  const isOwn = useRoomView(({ you }) => you?.id === by);
  const whyNoPen = useWhyNoPen();
  const labelText = useLabelText();
  return (
    <Row as="li" gap={2} className={styles.opinion} data-stands={stands || undefined} data-testid={`opinion-${by}`}>
      <span className={styles.person} style={{ background: colour }} aria-hidden />
      <Span look="grow">
        {t('correction.said', { label: labelText(value), name })}
        {stands ? (
          <>
            {' '}
            <Span look="muted xs nowrap">
              <Check size="0.85em" aria-hidden /> {t('opinions.stands')}
            </Span>
          </>
        ) : null}
      </Span>
      {whyNoPen ? null : isOwn ? (
        <Pressable look="text" className={styles.act} onClick={() => say(null)} data-testid="label-clear">
          <Undo2 size="1rem" aria-hidden />
          {t('correction.takeBack')}
        </Pressable>
      ) : own === value ? null : (
        <Pressable look="text" className={styles.act} onClick={() => say(value)} data-testid={`agree-${by}`}>
          {t('opinions.agree')}
        </Pressable>
      )}
    </Row>
  );
}
