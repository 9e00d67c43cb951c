import { QRCodeSVG } from 'qrcode.react';
import { useTranslations } from 'use-intl';
import { BASE_PATH } from '../../core/config';
import { roomPath } from '../../core/room-path';
import { useRoomView } from '../../core/room-provider';
import { CodeDigits } from '../room/share/code-digits';
import { useReachableOrigins } from '../room/share/use-reachable-origins';
import { usePassedOn } from './use-passed-on';
import styles from './way-in.module.css';

/** How to come into the room: the pattern, and the code while a host's app in this browser shows it. */
export function WayIn() {
  const t = useTranslations('projector');
  const share = useTranslations('shell.share');
  const roomId = useRoomView((view) => view.state.roomId);
  const locked = useRoomView((view) => view.state.locked);
  const origin = useReachableOrigins()?.[0];
  const { right, key, code } = usePassedOn();
  if (locked) return <p className={styles.locked}>{t('locked')}</p>;
  if (!origin || !key) return null;
  const base = `${origin}${BASE_PATH}`;
  const link = `${base}${roomPath({ roomId, key })}`;
  return (
    <section className={styles.way} aria-label={share('title')} data-testid="way-in">
      <QRCodeSVG value={link} marginSize={2} level="M" title={share(`qr.${right}`)} className={styles.qr} />
      <p className={styles.for}>{t(`wayIn.${right}`)}</p>
      {code ? (
        <>
          <p className={styles.address}>{base.replace(/^https?:\/\//, '')}</p>
          <p className={styles.code}>
            <CodeDigits code={code} />
          </p>
        </>
      ) : null}
    </section>
  );
}
