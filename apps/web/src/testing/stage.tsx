import { memoryStorage, RoomClient, type RoomView } from '@inkroom/client';
import { fail } from '@inkroom/shared';
import { cleanup, render } from '@testing-library/react';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { type ComponentProps, type ReactNode, useEffect, useState } from 'react';
import { createTranslator } from 'use-intl';
import { beforeAll, vi } from 'vitest';
import type { Locale } from '../core/i18n/locales';
import type { Messages } from '../core/i18n/messages';
import english from '../core/i18n/messages-en';
import japanese from '../core/i18n/messages-ja';
import { RoomProvider } from '../core/room-provider';
import { PreferencesProvider } from '../core/settings/preferences-provider';
import { RoomPanelProvider } from '../core/use-room-panel';
import { CellFeed } from '../page/cells/cell-feed';
import { PageContext } from '../page/page-context';
import { pageUi } from '../page/page-store';
import { fetchLateCode } from '../ui/late';
import { fillBrowserGaps } from './browser-gaps';
import { ROOM_ID } from './fixtures';

const MESSAGES: Record<Locale, Messages> = { en: english, ja: japanese };

type Router = NonNullable<ComponentProps<typeof AppRouterContext>['value']>;
// To draw a page takes jsdom its time, on a machine that does other things most of all.
vi.setConfig({ testTimeout: 30_000 });

// What opens on first use opens at once here, as it does wherever its code has come.
beforeAll(fetchLateCode);

/** Nobody leaves the room in these tests. */
const ROUTER = { refresh: () => {} } as Router;

export interface Stage {
  /** The real client of a room, with no connection to a gateway: its view is what the test says. */
  client: RoomClient;
  /** What was asked of the room, by name of the client's method; reading is not asking. */
  asked: string[];
  /** Shows something else in the same room. */
  show(node: ReactNode): void;
}

/**
 * Shows a part of the page as it is in a room: with the real texts, providers, client and stores. Only the connection to the
 * gateway is missing; whatever would go over it is noted in `asked` instead.
 */
export function stage(node: ReactNode, view: Partial<RoomView>, locale: Locale = 'en'): Stage {
  fillBrowserGaps();
  const client = new RoomClient({
    gatewayUrl: 'http://nowhere.invalid',
    roomId: ROOM_ID,
    storage: memoryStorage(),
    name: 'Ann',
  });
  const asked: string[] = [];
  vi.spyOn(client, 'submit').mockImplementation((op) => {
    asked.push(op.kind);
    return 'op-of-the-test';
  });
  // Labels and clearing take the way of one's own ink, which goes past `submit`.
  vi.spyOn(client, 'labelCell').mockImplementation(() => {
    asked.push('cell.label');
    return 'op-of-the-test';
  });
  vi.spyOn(client, 'clear').mockImplementation(() => void asked.push('ink.clear'));
  for (const method of ['startRun', 'cancelRun', 'importVersion'] as const) {
    vi.spyOn(client, method).mockImplementation(async () => {
      asked.push(method);
      return fail('offline');
    });
  }
  client.view.setState({ connection: 'online', ...view });
  const page = (shown: ReactNode) => (
    <AppRouterContext value={ROUTER}>
      <PreferencesProvider locale={locale} theme="light" messages={MESSAGES[locale]}>
        <RoomProvider client={client}>
          <RoomPanelProvider>
            <Page client={client}>{shown}</Page>
          </RoomPanelProvider>
        </RoomProvider>
      </PreferencesProvider>
    </AppRouterContext>
  );
  const { rerender } = render(page(node));
  return { client, asked, show: (next) => rerender(page(next)) };
}

/** The page's texts in a language, by their full key: what a test expects to read. */
export function texts(locale: Locale = 'en') {
  return createTranslator({ locale, messages: MESSAGES[locale], timeZone: 'UTC' });
}

/** The page's context without its canvases. */
function Page({ client, children }: { client: RoomClient; children: ReactNode }) {
  const [feed] = useState(() => new CellFeed(client));
  useEffect(() => () => feed.dispose(), [feed]);
  return <PageContext value={{ feed, engine: null }}>{children}</PageContext>;
}

/** Takes everything down, for the next test to begin with. */
export function clearStage(): void {
  cleanup();
  pageUi.setState(pageUi.getInitialState(), true);
  vi.restoreAllMocks();
}

/** A control by its test id, wherever on the page it is. */
export function control(testId: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
  if (!found) throw new Error(`There is no ${testId}; there are ${controls().join(', ')}`);
  return found;
}

/** The test ids of all that is on the page. */
export function controls(): string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-testid]')].map((element) => element.dataset.testid!);
}

/** Whether a control says that it cannot be used. */
export function isUnavailable(testId: string): boolean {
  const element = control(testId);
  return element.closest('[aria-disabled="true"]') !== null;
}
