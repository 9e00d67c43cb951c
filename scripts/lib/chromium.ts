import { accessSync, constants } from 'node:fs';
import { findCommand } from './commands.ts';
import { installDebian } from './debian.ts';
import { PlainError } from './plain-error.mjs';

/** Names under which systems install Chromium or a browser of its family. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Path of a Chromium for the browser tests: CHROMIUM_PATH, or one on PATH, or one installed from Debian's packages.
 *
 * @throws PlainError that says what to do where there is no way.
 */
export async function ensureChromium(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const asked = env.CHROMIUM_PATH;
  if (asked !== undefined && asked !== '') {
    try {
      accessSync(asked, constants.X_OK);
    } catch {
      throw new PlainError(`CHROMIUM_PATH=${asked} is no program`);
    }
    return asked;
  }
  const find = () => BROWSERS.map((name) => findCommand(name)).find((path) => path !== null);
  const found = find();
  if (found !== undefined) return found;
  if (await installDebian(['chromium'])) {
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new PlainError(
    'the browser tests need Chromium: install it (on Debian, as root or with sudo, this is done for you) or set CHROMIUM_PATH; ' +
      'npm test -- --project unit --project integration --project waiting runs the others without it',
  );
}
