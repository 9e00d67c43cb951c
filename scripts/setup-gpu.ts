/**
 * `npm run setup:gpu [-- --check]`: gets the native part of @tensorflow/tfjs-node-gpu, which no ordinary installation
 * downloads (hundreds of megabytes), and says in plain words what each engine of a GPU worker misses. `--check` only looks.
 */
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { checkDriver, checkLibraries, checkNode, type GpuFinding } from './lib/gpu.ts';
import { PlainError } from './lib/plain-error.mjs';
import { startProgress } from './lib/progress.mjs';
import { root } from './lib/root.mjs';
import { checkVulkanLoader, checkWebgpuDevice } from './lib/webgpu.ts';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
/** How many of the install script's last lines a failure shows. */
const FAILURE_LINES = 15;

function show(title: string, { ok, text }: GpuFinding): boolean {
  console.log(`${ok ? 'ok     ' : 'MISSING'} ${title}: ${text}`);
  return ok;
}

/** Folder of the package. Throws PlainError where npm left this optional package out. */
function packageDirectory(): string {
  try {
    return dirname(createRequire(join(root, 'apps/worker-gpu/package.json')).resolve(`${PACKAGE}/package.json`));
  } catch {
    throw new PlainError(
      `${PACKAGE} is not installed, though package.json lists it as optional: run npm ci, and see what it says`,
    );
  }
}

/** Whether the native part loads, in a process of its own: loading it here would hold the GPU's memory. */
async function checkNativePart(): Promise<GpuFinding> {
  const script = `const tf = require(${JSON.stringify(PACKAGE)}); console.log(tf.getBackend(), tf.version['tfjs-core'])`;
  const result = await execa(process.execPath, ['-e', script], { cwd: join(root, 'apps/worker-gpu'), reject: false });
  if (!result.failed) return { ok: true, text: `it loads (${result.stdout.trim()})` };
  const reason =
    result.stderr.split('\n').find((line) => /Error:/.test(line)) ?? result.shortMessage ?? 'it does not load';
  return { ok: false, text: reason.trim() };
}

/** Runs the package's own install script, as npm would if this project let it. */
async function installNativePart(directory: string): Promise<void> {
  const progress = startProgress(`fetching the native part of ${PACKAGE}`);
  const child = execa(process.execPath, ['scripts/install.js', 'gpu', 'download'], {
    cwd: directory,
    // The script calls node-pre-gyp by name.
    env: { PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}` },
    all: true,
    reject: false,
  });
  for await (const line of child.iterable({ from: 'all' })) progress.update(null, line.trim());
  const result = await child;
  if (result.failed) {
    progress.fail();
    const lines = (result.all ?? '').split('\n').filter((line) => !/^ +at /.test(line));
    const said = lines.slice(-FAILURE_LINES).join('\n');
    throw new PlainError(
      `the install script of ${PACKAGE} failed:\n${said}\n` +
        'It fetches from storage.googleapis.com; where that host is out of reach, TFJS_NODE_CDN_STORAGE names a mirror.',
    );
  }
  progress.done();
}

const { values } = parseArgs({ args: process.argv.slice(2), options: { check: { type: 'boolean', default: false } } });
const directory = packageDirectory();
// What can be looked up comes first, so that a download that fails does not keep it back.
console.log('webgpu: any vendor’s GPU');
const webgpu = [
  show('Vulkan', await checkVulkanLoader()),
  show('device', await checkWebgpuDevice(join(root, 'apps/worker-gpu'))),
];
console.log('tfjs-node-gpu: NVIDIA, CUDA');
const node = checkNode();
const cuda = [show('Node', node), show('driver', await checkDriver())];
for (const finding of await checkLibraries()) cuda.push(show('library', finding));
let native = await checkNativePart();
if (node.ok && !native.ok && !values.check) {
  await installNativePart(directory);
  native = await checkNativePart();
}
cuda.push(show(PACKAGE, native));
const complete = { 'tfjs-node-gpu': cuda.every(Boolean), webgpu: webgpu.every(Boolean) };
const working = Object.entries(complete).find(([, isComplete]) => isComplete)?.[0];
if (working) {
  console.log(`The engine ${working} has all that it needs: npm start will start a GPU worker with it.`);
} else {
  const fetching = values.check ? ' (npm run setup:gpu fetches the native part of tfjs-node-gpu)' : '';
  console.log(
    `A GPU worker cannot start yet: one of the two engines must miss nothing${fetching}. Everything else of inkroom works without it.`,
  );
  process.exitCode = 1;
}
