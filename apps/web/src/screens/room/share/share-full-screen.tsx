import { Maximize, X } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { Dialog } from 'radix-ui';
import { type CSSProperties, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../ui/button';
import { IconButton } from '../../../ui/icon-button';
import { Arrivals } from './arrivals';
import { CodeDigits } from './code-digits';
import styles from './share-full-screen.module.css';

interface Props {
  link: string;
  /** What the QR code is. */
  qr: string;
  /** Where the code is typed, without https. */
  address: string;
  /** Only a host shows one. */
  code: string | null;
}

/** The way into the room as large as the screen allows: on a projector it is read from the last row. */
export function ShareFullScreen({ link, qr, address, code }: Props) {
  const t = useTranslations('shell.share');
  const common = useTranslations('shell.common');
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    // A browser may refuse its full screen; then the dialog fills the page.
    document.documentElement.requestFullscreen?.().catch(() => {});
    // Escape ends the browser's full screen without a key event.
    const follow = () => setOpen(!!document.fullscreenElement);
    document.addEventListener('fullscreenchange', follow);
    return () => {
      document.removeEventListener('fullscreenchange', follow);
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
    };
  }, [open]);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button icon={<Maximize />} data-testid="share-full-screen">
          {t('fullScreen')}
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Content
          className={styles.screen}
          aria-describedby={undefined}
          tabIndex={-1}
          // On the button it would open its tooltip, which then swallows the first Escape.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement | null)?.focus();
          }}
          data-testid="share-screen"
        >
          <Dialog.Title className="visually-hidden">{t('title')}</Dialog.Title>
          <div className={styles.way}>
            <QRCodeSVG value={link} marginSize={2} level="M" title={qr} className={styles.qr} />
            {code ? (
              <div className={styles.words}>
                <p className={styles.where}>{t.rich('goTo', { address, b: (text) => <strong>{text}</strong> })}</p>
                <p className={styles.code}>
                  <CodeDigits code={code} />
                </p>
                <p className={styles.how}>{t('orScan')}</p>
              </div>
            ) : null}
          </div>
          {code ? (
            <Arrivals />
          ) : (
            <p className={styles.link} style={{ '--letters': link.length } as CSSProperties}>
              {link}
            </p>
          )}
          <Dialog.Close asChild>
            <IconButton label={common('close')} icon={<X />} className={styles.close} />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
