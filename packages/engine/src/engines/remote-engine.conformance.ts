import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineDescription, EngineName, TrainerOptions, TrainingEngine } from './engine.js';
import type { HostCall, HostReply } from './engine-host.conformance.js';

const HOST = fileURLToPath(new URL('./engine-host.conformance.ts', import.meta.url));

/**
 * An engine in a process of its own, so that a driver can be chosen by its environment and dies with it.
 * @returns the engine with a way to end its process, or why it could not be opened
 */
export async function openRemoteEngine(
  name: EngineName,
  env: NodeJS.ProcessEnv,
): Promise<{ engine: TrainingEngine; close(): void }> {
  const child = fork(HOST, [], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env,
  });
  const call = caller(child);
  const description = (await call({ kind: 'open', name })) as EngineDescription;
  const engine: TrainingEngine = {
    name,
    describe: () => description,
    async createTrainer({ model, ...options }: TrainerOptions) {
      const topology = model.toJSON() as unknown as string;
      const weights = model.getWeights().map((weight) => ({ shape: weight.shape, values: weight.dataSync().slice() }));
      const trainer = (await call({ kind: 'create', topology, weights, options })) as number;
      const run = (method: string, args: unknown[]) => call({ kind: 'run', trainer, method, args }) as Promise<never>;
      return {
        batchSize: options.batchSize,
        step: (...args) => run('step', args),
        exportWeights: () => run('exportWeights', []),
        exportState: () => run('exportState', []),
        reseed: (seed) => void run('reseed', [seed]),
        dispose: () => run('dispose', []),
      };
    },
  };
  return { engine, close: () => child.kill('SIGKILL') };
}

function caller(child: ChildProcess): (call: HostCall) => Promise<unknown> {
  const open = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  let count = 0;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.on('message', ({ id, value, error }: HostReply) => {
    const waiting = open.get(id);
    open.delete(id);
    if (error !== undefined) waiting?.reject(error);
    else waiting?.resolve(value);
  });
  child.on('close', () => {
    for (const { reject } of open.values()) reject(new Error(`The engine's process ended: ${stderr}`));
  });
  return (call) =>
    new Promise((resolve, reject) => {
      open.set(++count, { resolve, reject });
      child.send({ id: count, call }, () => {});
    });
}
