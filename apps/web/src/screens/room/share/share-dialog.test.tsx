// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { act, fireEvent } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../../../core/i18n/locales';
import { person, ROOM_ID } from '../../../testing/fixtures';
import { clearStage, control, controls, type Stage, stage, texts } from '../../../testing/stage';
import { ShareDialog } from './share-dialog';

const KEY = 'key-of-the-host';

function OpenShare() {
  const [open, setOpen] = useState(true);
  return <ShareDialog open={open} onOpenChange={setOpen} />;
}

/** Share, open, on a page of `url`, whose gateway knows these addresses. */
async function shared({ url = 'http://localhost:3000/r/testroom', addresses = [] as string[] } = {}): Promise<Stage> {
  vi.stubGlobal('location', new URL(url));
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Response.json({ addresses })),
  );
  return opened({ you: person('writer') });
}

async function opened(view: Partial<RoomView>, locale: Locale = 'en', hostKey: string | null = null): Promise<Stage> {
  const set = stage(null, view, locale);
  vi.spyOn(set.client, 'hostKey', 'get').mockReturnValue(hostKey);
  set.show(<OpenShare />);
  await act(async () => {});
  return set;
}

const textIn = (testId: string) => (control(testId) as HTMLInputElement).value;
const press = (testId: string) => act(async () => void fireEvent.click(control(testId)));

describe('Share', () => {
  afterEach(() => {
    clearStage();
    vi.unstubAllGlobals();
  });

  it('offers the address of the page where others reach it, and asks nobody', async () => {
    await shared({ url: 'http://192.168.1.20:3000/r/testroom' });
    expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}`);
    expect(controls()).not.toContain('share-address');
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])(
    'on %s offers the address of this device in its network instead',
    async (host) => {
      await shared({ url: `http://${host}/r/testroom`, addresses: ['http://192.168.1.20:3000'] });
      expect(fetch).toHaveBeenCalledWith(`http://${host}/addresses`, expect.anything());
      expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}`);
      expect(textIn('share-watch-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}?watch`);
      expect(controls()).not.toContain('share-alone');
    },
  );

  it('lets one choose among several addresses, and links, QR code and full screen follow', async () => {
    await shared({ addresses: ['http://192.168.1.20:3000', 'http://10.8.0.3:3000'] });
    const [first, second] = document.querySelectorAll<HTMLElement>('[data-testid="share-address"]');
    expect(first!.querySelector('input')!.checked).toBe(true);
    const codeBefore = document.querySelector('svg[role="img"]')!.innerHTML;
    await act(async () => void fireEvent.click(second!));
    expect(textIn('share-link')).toBe(`http://10.8.0.3:3000/r/${ROOM_ID}`);
    expect(textIn('share-watch-link')).toBe(`http://10.8.0.3:3000/r/${ROOM_ID}?watch`);
    expect(document.querySelector('svg[role="img"]')!.innerHTML).not.toBe(codeBefore);
    await press('share-full-screen');
    expect(control('share-screen').textContent).toContain(`http://10.8.0.3:3000/r/${ROOM_ID}`);
  });

  it.each(LOCALES)('warns in place of a dead QR code where nobody else reaches this device, in %s', async (locale) => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('away')));
    await opened({ you: person('writer') }, locale);
    expect(control('share-alone').textContent).toContain(texts(locale)('shell.share.aloneTitle'));
    expect(control('share-alone').textContent).toContain(texts(locale)('shell.share.alone'));
    expect(document.querySelector('svg[role="img"]')).toBeNull();
    expect(controls()).not.toContain('share-full-screen');
    // For a second window on this device.
    expect(textIn('share-link')).toBe(`${location.origin}/r/${ROOM_ID}`);
  });

  it('fills the screen with link and code, and ends that with the browser’s full screen', async () => {
    await shared({ addresses: ['http://192.168.1.20:3000'] });
    await press('share-full-screen');
    expect(control('share-screen').textContent).toContain(ROOM_ID);
    await act(async () => void document.dispatchEvent(new Event('fullscreenchange')));
    expect(controls()).not.toContain('share-screen');
    expect(controls()).toContain('share-link');
  });

  describe('on plain http, which has no clipboard', () => {
    it('copies all the same, though the dialog holds the focus', async () => {
      await shared({ url: 'http://192.168.1.20:3000/r/testroom' });
      let copied: string | null = null;
      vi.spyOn(document, 'execCommand').mockImplementation(() => {
        const field = document.activeElement as HTMLTextAreaElement;
        copied = field.value.slice(field.selectionStart, field.selectionEnd);
        return true;
      });
      control('share-link-copy').focus();
      await press('share-link-copy');
      expect(copied).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}`);
      expect(control('share-link-copy').textContent).toContain(texts()('shell.common.copied'));
      expect(document.activeElement).toBe(control('share-link-copy'));
    });

    it('does not say that it has copied where it could not', async () => {
      await shared({ url: 'http://192.168.1.20:3000/r/testroom' });
      await press('share-link-copy');
      expect(control('share-link-copy').textContent).toContain(texts()('shell.common.copy'));
    });
  });

  describe('on a phone', () => {
    beforeEach(() => {
      vi.stubGlobal('matchMedia', (media: string) =>
        Object.assign(new EventTarget(), { media, matches: media === '(pointer: coarse)' }),
      );
    });
    afterEach(() => {
      Reflect.deleteProperty(navigator, 'share');
    });

    it('hands the link to an app of the phone, where it can', async () => {
      const share = vi.fn(async () => {});
      Object.assign(navigator, { share });
      await shared({ url: 'https://ink.example.org/r/testroom' });
      await press('share-native');
      expect(share).toHaveBeenCalledWith({ title: 'inkroom', url: `https://ink.example.org/r/${ROOM_ID}` });
    });

    it('offers no such thing on plain http', async () => {
      await shared({ url: 'http://192.168.1.20:3000/r/testroom' });
      expect(controls()).not.toContain('share-native');
    });
  });

  describe('R9 the link that makes a host', () => {
    beforeEach(() => {
      vi.stubGlobal('location', new URL('http://192.168.1.20:3000/r/testroom'));
    });

    it.each(LOCALES)('is shown to a host who asks for it, with a warning and alone, in %s', async (locale) => {
      await opened({ you: person('host') }, locale, KEY);
      expect(document.body.innerHTML).not.toContain(KEY);
      await press('host-link-show');
      expect(textIn('host-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}#host=${KEY}`);
      expect(control('host-link-view').textContent).toContain(texts(locale)('shell.share.hostLinkTitle'));
      // A class that points its phones at the screen finds no second code to mistake it for.
      expect(document.querySelectorAll('svg[role="img"]')).toHaveLength(1);
      expect(controls()).not.toContain('share-link');
    });

    it('is gone when Share is opened again', async () => {
      await opened({ you: person('host') }, 'en', KEY);
      await press('host-link-show');
      await act(async () => void fireEvent.keyDown(document.activeElement!, { key: 'Escape' }));
      await press('share-open');
      expect(controls()).toContain('share-link');
      expect(document.body.innerHTML).not.toContain(KEY);
    });

    it.each(['writer', 'viewer'] as const)('is not there for a %s', async (role) => {
      await opened({ you: person(role) }, 'en', KEY);
      expect(controls()).not.toContain('host-link-show');
    });

    it('is not there for a host who came back without the key', async () => {
      await opened({ you: person('host') }, 'en', null);
      expect(controls()).not.toContain('host-link-show');
    });
  });
});
