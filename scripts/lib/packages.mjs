/**
 * Installs the npm packages when those in node_modules are not those of the lockfile.
 *
 * Compared is what npm says it installed (node_modules/.package-lock.json, written last, so that an interrupted
 * installation has none) with package-lock.json, package by package. Times of files say nothing after a clone, a
 * checkout or a copy.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';
import { root } from './root.mjs';

/** How many of npm's last lines a failure shows. */
const FAILURE_LINES = 40;

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean, os?: string[], cpu?: string[] }} LockEntry
 * @typedef {Record<string, LockEntry>} LockEntries by path, as in "node_modules/next"
 */

/**
 * The first difference between what the lockfile wants and what is installed, in words; null where there is none.
 *
 * @param {LockEntries} wanted `packages` of package-lock.json
 * @param {LockEntries} installed `packages` of node_modules/.package-lock.json
 * @returns {string | null}
 */
export function installDifference(wanted, installed) {
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const present = installed[path];
    if (present === undefined) {
      // npm leaves out what another system or processor needs.
      if (entry.optional === true || entry.devOptional === true) continue;
      return `${path} is missing`;
    }
    if (present.version !== entry.version || present.integrity !== entry.integrity || present.link !== entry.link) {
      return `${path} is another version`;
    }
  }
  const extra = Object.keys(installed).find((path) => !(path in wanted));
  return extra === undefined ? null : `${extra} is not in the lockfile`;
}

/**
 * @param {string} path
 * @returns {LockEntries | null} null where the file is missing or cut off
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Runs `npm ci` unless node_modules already holds what the lockfile says. Throws with npm's own last lines on failure. */
export async function ensureInstalled() {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === null) {
    throw new PlainError('package-lock.json is missing or damaged; take it from the repository');
  }
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (installed !== null && installDifference(wanted, installed) === null) return;
  await install(
    Object.entries(wanted).filter(([path, entry]) => path.includes('node_modules/') && isForHere(entry)).length,
  );
}

/**
 * Whether npm installs the package on this system and processor.
 *
 * @param {LockEntry} entry
 */
function isForHere({ link, os, cpu }) {
  return link !== true && (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
}

/**
 * @param {number} total how many packages will come
 * @returns {Promise<void>}
 */
function install(total) {
  const progress = startProgress('installing packages');
  // npm's own bar is not for pipes; at this log level it says a line for each package it has fetched.
  const child = spawn('npm', ['ci', '--loglevel=http', '--progress=false', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let fetched = 0;
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (/^npm http (fetch|cache) .*\.tgz/.test(line)) {
        fetched += 1;
        progress.update(fetched / total, `${fetched} of ${total}`);
      } else if (!line.startsWith('npm http')) {
        lines.push(line);
      }
    });
  }
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    child.kill(signal);
    process.exitCode = 130;
  };
  process.once('SIGINT', forward).once('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      progress.fail();
      reject(new PlainError(`npm could not be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      if (code === 0) {
        progress.done();
        resolve();
        return;
      }
      progress.fail();
      const end = signal === null ? `exit code ${code}` : signal;
      const said = lines.slice(-FAILURE_LINES).join('\n');
      reject(new PlainError(`npm ci failed (${end}):\n${said}`));
    });
  });
}
