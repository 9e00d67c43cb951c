import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { findCommand } from '../../../scripts/lib/commands.ts';
import { freeLoopbackPort } from '../../../scripts/lib/ports.ts';
import { noteTrouble } from '../consoles.ts';
import { until } from '../until.ts';
import { asExpression, type Engine, type Size, type Tab } from './engine.ts';

/** Larger than any window of a test. */
const SCREEN = '2000x1300x24';
/** Keys that write nothing, as WebDriver names them. */
const KEYS = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004' } as const;

/** Safari's engine, that of every iPad and iPhone, by W3C WebDriver on a screen of its own. */
export const webkitEngine: Engine = {
  name: 'WebKit',
  packages: ['webkit2gtk-driver', 'xvfb'],
  isHere: () => miniBrowser() !== null && ['WebKitWebDriver', 'Xvfb'].every((name) => findCommand(name) !== null),
  open,
};

/** Debian keeps WebKit's own browser beside the library: /usr/lib/TRIPLET/webkit2gtk-VERSION/MiniBrowser. */
function miniBrowser(): string | null {
  for (const triplet of readdirSync('/usr/lib').filter((name) => name.includes('-linux-')))
    for (const version of readdirSync(join('/usr/lib', triplet)).filter((name) => name.startsWith('webkit2gtk-'))) {
      const path = join('/usr/lib', triplet, version, 'MiniBrowser');
      if (existsSync(path)) return path;
    }
  return null;
}

async function open(size: Size): Promise<Tab> {
  const home = await mkdtemp(join(tmpdir(), 'inkroom-webkit-'));
  const started: ChildProcess[] = [];
  const close = async () => {
    // The driver first: it ends its browser, which needs the screen.
    for (const process of started.reverse()) await end(process);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // The screen takes the first number that is free, and says which.
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    started.push(screen);
    const [display] = await once(screen.stdio[3] as Readable, 'data');
    const port = await freeLoopbackPort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        LANG: 'en_GB.UTF-8',
        ...{ HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home, DISPLAY: `:${String(display).trim()}` },
        WEBKIT_DISABLE_COMPOSITING_MODE: '1',
        // Its sandbox needs a right that root in a container has not.
        ...(process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {}),
      },
    });
    started.push(driver);
    return await WebKitTab.open(`http://127.0.0.1:${port}`, size, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, 'exit');
  process.kill();
  await ended;
}

class WebKitTab implements Tab {
  readonly #session: string;
  readonly #end: () => Promise<void>;

  private constructor(session: string, end: () => Promise<void>) {
    this.#session = session;
    this.#end = end;
  }

  static async open(driver: string, size: Size, end: () => Promise<void>): Promise<WebKitTab> {
    await until('the driver listens', () =>
      fetch(`${driver}/status`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const options = { 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } };
    const { sessionId } = await ask<{ sessionId: string }>('POST', `${driver}/session`, {
      capabilities: { alwaysMatch: options },
    });
    const tab = new WebKitTab(`${driver}/session/${sessionId}`, end);
    await tab.resize(size);
    return tab;
  }

  async goto(url: string): Promise<void> {
    await this.#collect();
    await this.#post('url', { url });
    await this.#listen();
  }

  async reload(): Promise<void> {
    await this.#collect();
    await this.#post('refresh', {});
    await this.#listen();
  }

  async evaluate<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<R> {
    return this.#post<R>('execute/sync', { script: `return ${asExpression(run, args)}`, args: [] });
  }

  async draw(places: readonly { x: number; y: number }[], by: 'mouse' | 'touch' = 'mouse'): Promise<void> {
    const [first, ...further] = places.map(({ x, y }) => ({
      type: 'pointerMove',
      duration: 0,
      ...{ x: Math.round(x), y: Math.round(y) },
    }));
    const actions = [first, { type: 'pointerDown', button: 0 }, ...further, { type: 'pointerUp', button: 0 }];
    await this.#post('actions', {
      actions: [{ type: 'pointer', id: by, parameters: { pointerType: by }, actions }],
    });
  }

  type(text: string): Promise<void> {
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    return this.#post('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  press(key: keyof typeof KEYS): Promise<void> {
    return this.type(KEYS[key]);
  }

  async resize({ width, height }: Size): Promise<void> {
    const window = await this.#post<Size>('window/rect', { width, height });
    const inner = await this.evaluate(() => [innerWidth, innerHeight] as const);
    await this.#post('window/rect', {
      width: width + window.width - inner[0],
      height: height + window.height - inner[1],
    });
  }

  async picture(path: string): Promise<void> {
    // It waits for the next frame, which never comes on a page at which nothing moves.
    await this.evaluate(() => {
      document.body.animate([{ opacity: 1 }, { opacity: 0.999 }], { duration: 10_000 });
    });
    await writeFile(path, Buffer.from(await ask<string>('GET', `${this.#session}/screenshot`), 'base64'));
  }

  async close(): Promise<void> {
    await this.#collect().catch(() => {});
    await ask('DELETE', this.#session).catch(() => {});
    await this.#end();
  }

  /** WebDriver tells of no errors, and reaches a page once it has loaded: from then on the page keeps them for it. */
  #listen(): Promise<void> {
    return this.evaluate((told: string[]) => {
      const page = window as unknown as { troubles?: string[] };
      if (page.troubles) return;
      page.troubles = told;
      const keep = (trouble: string) => void page.troubles?.push(trouble);
      addEventListener('error', ({ message }) => keep(message));
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
        keep(`blocked by ${effectiveDirective}: ${blockedURI}`),
      );
      addEventListener('unhandledrejection', ({ reason }) => keep(String(reason)));
      const { error } = console;
      console.error = (...said: unknown[]) => {
        keep(said.join(' '));
        error.apply(console, said);
      };
    }, [] as string[]);
  }

  /** Takes over what the page has kept, before it is left. */
  async #collect(): Promise<void> {
    const kept = await this.evaluate(() => (window as unknown as { troubles?: string[] }).troubles?.splice(0) ?? []);
    kept.forEach(noteTrouble);
  }

  #post<T = void>(command: string, body: object): Promise<T> {
    return ask<T>('POST', `${this.#session}/${command}`, body);
  }
}

/** Asks a driver, by W3C WebDriver. */
async function ask<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`${method} ${url}: ${value.error} ${value.message}`);
  return value;
}
