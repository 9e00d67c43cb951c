import type { Person } from '@inkroom/shared';
import { EllipsisVertical, LocateFixed } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { pageUi, usePageUi } from '../page/page-store';
import { IconButton } from '../ui/icon-button';
import { Row, Stack } from '../ui/layout';
import { ClosesPopover } from '../ui/popover';
import { Pressable } from '../ui/pressable';
import { Span } from '../ui/text';
import { Avatar } from './avatar';
import { follow, stopFollowing, useFollowed } from './followed';
import styles from './people.module.css';
import { PersonMenu } from './person-menu';
import { PersonWork } from './person-work';
import type { Work } from './written';

interface Props {
  /** By the name that tells them from others. */
  person: Person;
  /** What they have done, where one may see it. */
  work: Work | null;
  /** What who has done most has. */
  most: number;
  /** What is on each page is known here. */
  isWhole: boolean;
}

/** At the end of a long list a menu would open out of sight. Once: the list is drawn anew with each stroke. */
const intoView = (menu: HTMLElement | null) => menu?.scrollIntoView({ block: 'nearest' });

/** Somebody who is here or was, what they do, and what one can do about them: a host about everybody, others about themselves. */
export function PersonRow({ person, work, most, isWhole }: Props) {
  const t = useTranslations('shell.people');
  const you = useRoomView((view) => view.you);
  const isYou = person.id === you?.id;
  const isHost = you?.role === 'host';
  const at = useRoomView(({ people, attention, state }) => {
    // Oneself is at it, whatever another tab says.
    if (isYou) return 'here';
    if (people[person.id]) return attention[person.id] ?? 'here';
    // A removal is no spectacle.
    return isHost && state.roles[person.id] === 'removed' ? 'removed' : 'gone';
  });
  const lit = usePageUi((ui) => ui.litPerson === person.id);
  const isFollowed = useFollowed() === person.id;
  const [open, setOpen] = useState(false);
  const isHere = at !== 'removed' && at !== 'gone';
  const name = person.name || t('someone');
  const role = isHere && person.role !== 'writer' ? [t(person.role)] : [];
  const marks = [...role, ...(at === 'here' ? [] : [t(at)])];
  const hasInkHere = work !== null && work.here.cells > 0;
  const mayDoSomething = isHost ? at !== 'gone' || hasInkHere : isYou;
  const more = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    // Keys go on where they were, not to the page.
    more.current?.focus();
  };
  const toggleFollowing = () => (isFollowed ? stopFollowing() : follow(person.id));
  return (
    <Stack as="li" gap={1} className={styles.person} data-testid="person" data-attention={at}>
      <Row gap={1}>
        <Pressable
          className={styles.who}
          aria-pressed={lit}
          title={t('light', { name })}
          onClick={() => pageUi.setState({ litPerson: lit ? null : person.id })}
          data-testid="light-person"
        >
          <Avatar person={person} />
          <span className={styles.about}>
            <Row as="span" gap={2}>
              <Span look="medium truncate">
                {name}
                {isYou ? (
                  <Span look="faint" className={styles.you}>
                    {' '}
                    ({t('you')})
                  </Span>
                ) : null}
              </Span>
              {marks.length > 0 ? <Span look="muted xs nowrap">{marks.join(' · ')}</Span> : null}
            </Row>
            {work ? (
              <PersonWork
                work={work}
                most={most}
                isLate={isHost && isHere && person.role === 'writer'}
                isWhole={isWhole}
              />
            ) : null}
          </span>
        </Pressable>
        {isYou || !isHere || !work ? null : (
          <ClosesPopover>
            <IconButton
              label={t('follow', { name })}
              icon={<LocateFixed />}
              pressed={isFollowed}
              className={styles.deedIcon}
              onClick={toggleFollowing}
              data-testid="follow-person"
            />
          </ClosesPopover>
        )}
        {mayDoSomething ? (
          <IconButton
            ref={more}
            label={t('more', { name })}
            icon={<EllipsisVertical />}
            aria-expanded={open}
            className={styles.deedIcon}
            onClick={() => setOpen(!open)}
            data-testid="person-more"
          />
        ) : null}
      </Row>
      {open ? (
        <div ref={intoView}>
          <PersonMenu person={person} isHere={isHere} hasInkHere={hasInkHere} onDone={close} />
        </div>
      ) : null}
    </Stack>
  );
}
