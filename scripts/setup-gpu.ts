/**
 * `npm run setup:gpu [-- --check]`: gets what no ordinary installation downloads (hundreds of megabytes each), ONNX Runtime's
 * library for CUDA and the native part of @tensorflow/tfjs-node-gpu, where there is a GPU for it, and says in plain words what
 * each engine of a GPU worker misses. `--check` only looks.
 */
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import {
  checkDriver,
  checkLibraries,
  checkNode,
  DRIVER_MAJOR_MIN,
  type GpuFinding,
  ONNX_LIBRARIES,
  TENSORFLOW_LIBRARIES,
} from './lib/gpu.ts';
import { checkOnnxDevice, checkVulkanLoader } from './lib/onnx-device.ts';
import { PlainError } from './lib/plain-error.mjs';
import { startProgress } from './lib/progress.mjs';
import { root } from './lib/root.mjs';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const ENGINE = join(root, 'packages/engine');
/** How many of the install script's last lines a failure shows. */
const FAILURE_LINES = 15;

function show(title: string, { ok, text }: GpuFinding): boolean {
  console.log(`${ok ? 'ok     ' : 'MISSING'} ${title}: ${text}`);
  return ok;
}

/** What is fetched by the install script of a package: npm does not run it in this project. */
interface NativePart {
  readonly name: string;
  /** Folder of the package. */
  readonly directory: string;
  readonly script: readonly string[];
  /** From where, and what to do where that is out of reach. */
  readonly advice: string;
}

const ONNX_CUDA: NativePart = {
  name: 'ONNX Runtime for CUDA',
  directory: dirname(createRequire(join(ENGINE, 'package.json')).resolve('onnxruntime-node/package.json')),
  script: ['script/install.js', '--onnxruntime-node-install=cuda12'],
  advice: 'It fetches from api.nuget.org.',
};

/** Folder of tfjs-node-gpu. Throws PlainError where npm left this optional package out. */
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

/** Runs a package's own install script, as npm would if this project let it. */
async function fetchNativePart({ name, directory, script, advice }: NativePart): Promise<void> {
  const progress = startProgress(`fetching ${name}`);
  const child = execa(process.execPath, script, {
    cwd: directory,
    // The script of tfjs-node-gpu calls node-pre-gyp by name.
    env: { PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}` },
    all: true,
    reject: false,
  });
  for await (const line of child.iterable({ from: 'all' })) progress.update(null, line.trim());
  const result = await child;
  if (!result.failed) return progress.done();
  progress.fail();
  const lines = (result.all ?? '').split('\n').filter((line) => !/^ +at /.test(line));
  failures.push(`the install script of ${name} failed:\n${lines.slice(-FAILURE_LINES).join('\n')}\n${advice}`);
}

const { values } = parseArgs({ args: process.argv.slice(2), options: { check: { type: 'boolean', default: false } } });
const failures: string[] = [];
// What can be looked up comes first, so that a download that fails does not keep it back.
console.log('onnx-webgpu: any vendor\u2019s GPU');
const webgpu = [show('Vulkan', await checkVulkanLoader()), show('device', await checkOnnxDevice(ENGINE, 'webgpu'))];

console.log('onnx-cuda: NVIDIA, CUDA 12');
const driver = await checkDriver(DRIVER_MAJOR_MIN.cuda12);
const onnxCuda = [show('driver', driver)];
for (const finding of await checkLibraries(ONNX_LIBRARIES)) onnxCuda.push(show('library', finding));
let device = await checkOnnxDevice(ENGINE, 'cuda');
if (driver.ok && !device.ok && !values.check) {
  await fetchNativePart(ONNX_CUDA);
  device = await checkOnnxDevice(ENGINE, 'cuda');
}
onnxCuda.push(show('device', device));

console.log('tfjs-node-gpu: NVIDIA, CUDA 11');
const node = checkNode();
const tensorflow = [show('Node', node), show('driver', await checkDriver(DRIVER_MAJOR_MIN.cuda11))];
for (const finding of await checkLibraries(TENSORFLOW_LIBRARIES)) tensorflow.push(show('library', finding));
let native = await checkNativePart();
if (node.ok && !native.ok && !values.check) {
  await fetchNativePart({
    name: PACKAGE,
    directory: packageDirectory(),
    script: ['scripts/install.js', 'gpu', 'download'],
    advice:
      'It fetches from storage.googleapis.com; where that host is out of reach, TFJS_NODE_CDN_STORAGE names a mirror.',
  });
  native = await checkNativePart();
}
tensorflow.push(show(PACKAGE, native));

for (const failure of failures) console.error(failure);
const found = { 'onnx-webgpu': webgpu, 'onnx-cuda': onnxCuda, 'tfjs-node-gpu': tensorflow };
const complete = Object.entries(found).filter(([, findings]) => findings.every(Boolean));
if (complete.length > 0) {
  const names = complete.map(([name]) => name).join(', ');
  console.log(`Complete: ${names}. npm start will start a GPU worker with the fastest of them.`);
} else {
  const fetching = values.check ? ' (npm run setup:gpu fetches what does not come with npm)' : '';
  console.log(
    `A GPU worker cannot start yet: one of the engines must miss nothing${fetching}. Everything else of inkroom works without it.`,
  );
  process.exitCode = 1;
}
