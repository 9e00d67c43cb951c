import type { Person } from '@inkroom/shared';
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Badge } from '../ui/badge';
import { IconButton } from '../ui/icon-button';
import { Row, Stack } from '../ui/layout';
import { Span } from '../ui/text';
import { Avatar } from './avatar';
import styles from './people.module.css';
import { PersonMenu } from './person-menu';

/** Somebody who is here, and what one can do about them: a host about everybody, others about themselves. */
export function PersonRow({ person }: { person: Person }) {
  const t = useTranslations('shell.people');
  const you = useRoomView((view) => view.you);
  const [open, setOpen] = useState(false);
  const name = person.name || t('someone');
  return (
    <Stack as="li" gap={1} className={styles.person} data-testid="person">
      <Row gap={3} className={styles.who}>
        <Avatar person={person} />
        <Span look="medium truncate grow">
          {name}
          {person.id === you?.id ? (
            <Span look="faint" className={styles.you}>
              {' '}
              ({t('you')})
            </Span>
          ) : null}
        </Span>
        <Badge tone={person.role === 'host' ? 'accent' : 'neutral'}>{t(person.role)}</Badge>
        {you?.role === 'host' || (you?.role === 'writer' && person.id === you.id) ? (
          <IconButton
            label={t('more', { name })}
            icon={<EllipsisVertical />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            data-testid="person-more"
          />
        ) : null}
      </Row>
      {open ? (
        // At the end of a long list it would open out of sight.
        <div ref={(menu) => menu?.scrollIntoView({ block: 'nearest' })}>
          <PersonMenu person={person} onDone={() => setOpen(false)} />
        </div>
      ) : null}
    </Stack>
  );
}
