// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { fail, ok } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../../../core/i18n/locales';
import { person, ROOM_ID, room } from '../../../testing/fixtures';
import { clearStage, control, controls, type Stage, stage, texts } from '../../../testing/stage';
import { Share } from './share';

const LINKS = { write: 'wwwwwwwwwwwwwwww', watch: 'vvvvvvvvvvvvvvvv' };
const HOST_KEY = 'hhhhhhhhhhhhhhhh';

function OpenShare() {
  const [open, setOpen] = useState(true);
  return <Share open={open} onOpenChange={setOpen} />;
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

async function opened(view: Partial<RoomView>, locale: Locale = 'en'): Promise<Stage> {
  const set = stage(null, { links: { write: LINKS.write }, ...view }, locale);
  vi.spyOn(set.client, 'readLinks').mockImplementation(async () => {
    set.client.view.setState(({ links }) => ({ links: { ...links, ...LINKS } }));
    return ok(LINKS);
  });
  set.show(<OpenShare />);
  await act(async () => {});
  return set;
}

const textIn = (testId: string) => (control(testId) as HTMLInputElement).value;
const choose = (right: string) =>
  act(async () => void fireEvent.click(control(`share-${right}`).querySelector('input')!));
const press = (testId: string) => act(async () => void fireEvent.click(control(testId)));

describe('Share', () => {
  afterEach(() => {
    clearStage();
    vi.unstubAllGlobals();
  });

  it('offers the address of the page where others reach it, and asks nobody', async () => {
    await shared({ url: 'http://192.168.1.20:3000/r/testroom' });
    expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}#${LINKS.write}`);
    expect(controls()).not.toContain('share-address');
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])(
    'on %s offers the address of this device in its network instead',
    async (host) => {
      await shared({ url: `http://${host}/r/testroom`, addresses: ['http://192.168.1.20:3000'] });
      expect(fetch).toHaveBeenCalledWith(`http://${host}/addresses`, expect.anything());
      expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}#${LINKS.write}`);
      expect(controls()).not.toContain('share-alone');
    },
  );

  it('lets one choose among several addresses, and links, QR code and full screen follow', async () => {
    await shared({ addresses: ['http://192.168.1.20:3000', 'http://10.8.0.3:3000'] });
    const [first, second] = document.querySelectorAll<HTMLElement>('[data-testid="share-address"]');
    expect(first!.querySelector('input')!.checked).toBe(true);
    const codeBefore = document.querySelector('svg[role="img"]')!.innerHTML;
    await act(async () => void fireEvent.click(second!));
    expect(textIn('share-link')).toBe(`http://10.8.0.3:3000/r/${ROOM_ID}#${LINKS.write}`);
    expect(document.querySelector('svg[role="img"]')!.innerHTML).not.toBe(codeBefore);
    await press('share-full-screen');
    expect(control('share-screen').textContent).toContain(`http://10.8.0.3:3000/r/${ROOM_ID}#${LINKS.write}`);
  });

  it.each(LOCALES)('warns in place of a dead QR code where nobody else reaches this device, in %s', async (locale) => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('away')));
    await opened({ you: person('writer') }, locale);
    expect(control('share-alone').textContent).toContain(texts(locale)('shell.share.aloneTitle'));
    expect(control('share-alone').textContent).toContain(texts(locale)('shell.share.alone'));
    expect(document.querySelector('svg[role="img"]')).toBeNull();
    expect(controls()).not.toContain('share-full-screen');
    // For a second window on this device.
    expect(textIn('share-link')).toBe(`${location.origin}/r/${ROOM_ID}#${LINKS.write}`);
  });

  it('fills the screen with link and code, and ends that with the browser’s full screen', async () => {
    await shared({ addresses: ['http://192.168.1.20:3000'] });
    await press('share-full-screen');
    expect(control('share-screen').textContent).toContain(`${ROOM_ID}#${LINKS.write}`);
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
      expect(copied).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}#${LINKS.write}`);
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
      expect(share).toHaveBeenCalledWith({
        title: 'inkroom',
        url: `https://ink.example.org/r/${ROOM_ID}#${LINKS.write}`,
      });
    });

    it('offers no such thing on plain http', async () => {
      await shared({ url: 'http://192.168.1.20:3000/r/testroom' });
      expect(controls()).not.toContain('share-native');
    });
  });

  describe('the code', () => {
    beforeEach(() => {
      vi.stubGlobal('location', new URL('http://192.168.1.20:3000/r/testroom'));
      vi.useFakeTimers();
    });
    afterEach(() => void vi.useRealTimers());

    async function shown(locale?: Locale) {
      const set = await opened({ you: person('host'), links: { host: HOST_KEY } }, locale);
      const show = vi
        .spyOn(set.client, 'showCode')
        .mockImplementation(async () => ok({ code: '482913', expiresAt: Date.now() + 90_000 }));
      await choose('watch');
      await choose('write');
      return { ...set, show };
    }

    it('is shown by a host beside the link for writing, and goes on to work while it is', async () => {
      const { show } = await shown();
      expect(control('join-code-shown').textContent).toBe('482913');
      expect(show).toHaveBeenCalledTimes(1);
      await act(async () => void vi.advanceTimersByTime(61_000));
      expect(show).toHaveBeenCalledTimes(3);
      await choose('watch');
      expect(controls()).not.toContain('join-code-shown');
      await act(async () => void vi.advanceTimersByTime(61_000));
      expect(show).toHaveBeenCalledTimes(3);
    });

    it.each(LOCALES)('is taken away when it has ended, and not before, with the reason, in %s', async (locale) => {
      const { show } = await shown(locale);
      show.mockImplementation(async () => fail('storage_unavailable'));
      await act(async () => void vi.advanceTimersByTime(89_000));
      expect(controls()).toContain('join-code-shown');
      expect(controls()).not.toContain('join-code-away');
      await act(async () => void vi.advanceTimersByTime(2_000));
      expect(controls()).not.toContain('join-code-shown');
      expect(control('join-code-away').textContent).toContain(texts(locale)('errors.storage_unavailable'));
    });

    it('is taken away when it has ended while nothing can be asked', async () => {
      const { client, show } = await shown();
      await act(async () => client.view.setState({ connection: 'reconnecting' }));
      await act(async () => void vi.advanceTimersByTime(91_000));
      expect(show).toHaveBeenCalledTimes(1);
      expect(controls()).not.toContain('join-code-shown');
    });

    it('stays the same where there is no other, and says why', async () => {
      const { client } = await shown();
      vi.spyOn(client, 'renewCode').mockImplementation(async () => fail('rate_limited'));
      await press('join-code-renew');
      expect(control('join-code-shown').textContent).toBe('482913');
      expect(control('toast').textContent).toContain(texts()('errors.rate_limited'));
    });

    it('is replaced by another on request', async () => {
      const { client } = await shown();
      vi.spyOn(client, 'renewCode').mockImplementation(async () =>
        ok({ code: '000001', expiresAt: Date.now() + 90_000 }),
      );
      await press('join-code-renew');
      expect(control('join-code-shown').textContent).toBe('000001');
    });

    it('fills the screen with where to type it, and with the names of those who come, in their order', async () => {
      const { client } = await shown();
      await press('share-full-screen');
      expect(control('share-screen').textContent).toContain('192.168.1.20:3000');
      expect(control('share-screen').querySelector('[data-testid="join-code-shown"]')?.textContent).toBe('482913');
      const names = () => [...control('arrivals').querySelectorAll('li')].map((item) => item.textContent);
      for (const [id, name] of [
        ['zoe', 'Zoe'],
        ['abe', 'Abe'],
      ] as const)
        await act(async () =>
          client.view.setState(({ people }) => ({ people: { [id]: { ...person('writer'), id, name }, ...people } })),
        );
      expect(names().map((name) => name?.slice(-3))).toEqual(['Zoe', 'Abe']);
    });

    it('R9 is asked for by no writer', async () => {
      const { client } = await opened({ you: person('writer') });
      const show = vi.spyOn(client, 'showCode');
      await act(async () => void vi.advanceTimersByTime(61_000));
      expect(show).not.toHaveBeenCalled();
      expect(controls()).not.toContain('join-code-shown');
    });
  });

  describe('R9 what it offers to whom', () => {
    beforeEach(() => {
      vi.stubGlobal('location', new URL('http://192.168.1.20:3000/r/testroom'));
    });
    it('to a writer the link by which they came, also while they may only watch, to a viewer theirs, and no more', async () => {
      for (const [role, links, key] of [
        ['writer', LINKS, LINKS.write],
        ['viewer', { write: LINKS.write }, LINKS.write],
        ['viewer', { watch: LINKS.watch }, LINKS.watch],
      ] as const) {
        await opened({ you: person(role), links: { ...links, host: HOST_KEY } });
        expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}#${key}`);
        for (const right of ['share-write', 'share-watch', 'share-host', 'link-renew'])
          expect(controls()).not.toContain(right);
        expect(document.body.innerHTML).not.toContain(HOST_KEY);
        clearStage();
      }
    });

    it('in a room of an earlier version its id', async () => {
      for (const [role, path] of [
        ['writer', ROOM_ID],
        ['viewer', `${ROOM_ID}?watch`],
      ] as const) {
        await opened({ you: person(role), links: {} });
        expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${path}`);
        clearStage();
      }
    });

    it.each(LOCALES)('to a host one link at a time, the one for hosts with a warning, in %s', async (locale) => {
      await opened({ you: person('host'), links: { host: HOST_KEY } }, locale);
      for (const [right, key] of Object.entries({ ...LINKS, host: HOST_KEY })) {
        await choose(right);
        expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}#${key}`);
        // A class that points its phones at the screen finds no second code to mistake it for.
        expect(document.querySelectorAll('svg[role="img"]')).toHaveLength(1);
        expect(document.body.innerHTML.includes(HOST_KEY)).toBe(right === 'host');
      }
      expect(control('link-host').textContent).toContain(texts(locale)('shell.share.hostTitle'));
      expect(controls()).not.toContain('share-full-screen');
    });

    it('is the link for writing when it is opened again', async () => {
      await opened({ you: person('host'), links: { host: HOST_KEY } });
      await choose('host');
      await act(async () => void fireEvent.keyDown(document.activeElement!, { key: 'Escape' }));
      await press('share-open');
      expect(controls()).toContain('link-write');
      expect(document.body.innerHTML).not.toContain(HOST_KEY);
    });

    it('to a host who was not given the one for hosts: a new one', async () => {
      const { client } = await opened({ you: person('host') });
      const renewLink = vi.spyOn(client, 'renewLink').mockImplementation(async (right) => {
        client.view.setState(({ links }) => ({ links: { ...links, [right]: HOST_KEY } }));
        return ok(HOST_KEY);
      });
      await choose('host');
      expect(controls()).not.toContain('share-link');
      await press('link-renew');
      expect(renewLink).not.toHaveBeenCalled();
      await press('link-renew-now');
      expect(renewLink).toHaveBeenCalledWith('host');
      expect(textIn('share-link')).toBe(`http://192.168.1.20:3000/r/${ROOM_ID}#${HOST_KEY}`);
    });

    it.each(LOCALES)('says who has last made a link anew, in %s', async (locale) => {
      const t = texts(locale);
      const host = person('host', 'Sato');
      const state = room({ renewals: { watch: { by: host.id, at: Date.now() } } });
      await opened({ you: person('writer'), people: { [host.id]: host }, state }, locale);
      expect(controls()).not.toContain('link-renewed');
      clearStage();
      await opened({ you: host, state }, locale);
      await choose('watch');
      const [before] = t('shell.share.renewedBy', { name: 'Sato', time: '|' }).split('|');
      expect(control('link-renewed').textContent).toContain(before);
    });

    it.each(LOCALES)('says what becomes of a link before it is replaced, in %s', async (locale) => {
      const t = texts(locale);
      await opened({ you: person('host'), links: { host: HOST_KEY } }, locale);
      for (const right of ['write', 'watch', 'host'] as const) {
        await choose(right);
        await press('link-renew');
        expect(control('link-renew-asks').textContent).toContain(t('shell.share.renewTitle'));
        expect(control('link-renew-asks').textContent).toContain(t(`shell.share.renewText.${right}`));
      }
    });
  });
});
