/**
 * `npm test [-- VITEST-ARGUMENT...]`: gets what the tests need, runs them, and ends with one line of totals.
 *
 * `--project unit|integration|waiting|browser` narrows the run, and with it what is installed and built beforehand.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureBuilt } from './lib/build.ts';
import { ensureChromium } from './lib/chromium.ts';
import { onNpmGone } from './lib/parent.ts';
import { PlainError } from './lib/plain-error.mjs';
import { startPrivateRedis } from './lib/redis/private.ts';
import { root } from './lib/root.mjs';

const PROJECTS = ['unit', 'integration', 'waiting', 'browser'] as const;
type Project = (typeof PROJECTS)[number];

/** The totals of vitest's JSON report (the format of Jest's `--json`). */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** The projects that the arguments name, or all. */
function chosenProjects(args: readonly string[]): Set<Project> {
  const named = args.flatMap((arg, i) => {
    if (arg.startsWith('--project=')) return [arg.slice('--project='.length)];
    return arg === '--project' ? [args[i + 1] ?? ''] : [];
  });
  const unknown = named.find((name) => !PROJECTS.some((project) => project === name));
  if (unknown !== undefined) throw new PlainError(`no test project '${unknown}'; one of: ${PROJECTS.join(' ')}`);
  return new Set(PROJECTS.filter((project) => named.length === 0 || named.includes(project)));
}

/** `N passed, N failed, N skipped`; a file that could not even be loaded counts as one failure. */
function totals(report: Report): { line: string; failed: number } {
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  return { line: `${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped`, failed };
}

const args = process.argv.slice(2);
const projects = chosenProjects(args);
const chromium = projects.has('browser') ? await ensureChromium() : undefined;
if (projects.has('browser')) await ensureBuilt(['packages', 'web']);
else if (projects.has('integration') || projects.has('waiting')) await ensureBuilt(['packages']);

const redis = await startPrivateRedis();
const directory = mkdtempSync(join(tmpdir(), 'inkroom-test-'));
const reportFile = join(directory, 'report.json');
const vitest = execa(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ],
  {
    cwd: root,
    env: { TEST_REDIS_URL: redis.url, CHROMIUM_PATH: chromium },
    stdio: 'inherit',
    reject: false,
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => vitest.kill(signal));
onNpmGone(() => vitest.kill('SIGTERM'));
const result = await vitest;
await redis.stop();

let exitCode = result.exitCode ?? 1;
let line = '';
try {
  const summary = totals(JSON.parse(readFileSync(reportFile, 'utf8')) as Report);
  line = summary.line;
  if (summary.failed > 0 && exitCode === 0) exitCode = 1;
} catch {
  console.error(`inkroom: the tests left no report (${result.shortMessage ?? `exit code ${exitCode}`})`);
  exitCode ||= 1;
}
rmSync(directory, { recursive: true, force: true });
if (line !== '') console.log(line);
process.exit(exitCode);
