import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EngineDescription, EngineName } from '@inkroom/engine';
import type { EngineAnswer, SpeedQuestion } from './engine-process.ts';

const PROGRAM = fileURLToPath(new URL('./engine-process.ts', import.meta.url));
/** An engine that has not answered by then never will, ms: its driver hangs. */
const SILENCE_MS = 120_000;

/** An engine in a process of its own, or why there is none. */
export class MeasuredEngine {
  private constructor(
    private readonly child: ChildProcess,
    readonly name: EngineName,
    readonly found: EngineDescription | { unavailable: string },
  ) {}

  static async open(name: EngineName, threads: number): Promise<MeasuredEngine> {
    const child = fork(PROGRAM, [name, `${threads}`], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const killAtExit = () => child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.off('exit', killAtExit));
    const answer = await heard(child);
    if ('opened' in answer) return new MeasuredEngine(child, name, answer.opened);
    return new MeasuredEngine(child, name, { unavailable: reasonOf(answer) });
  }

  /** Samples a second that it trains on, or why it does not. */
  async speed(question: SpeedQuestion): Promise<number | { failed: string }> {
    const answer = heard(this.child);
    this.child.send(question, () => {});
    const told = await answer;
    return 'samplesPerSecond' in told ? told.samplesPerSecond : { failed: reasonOf(told) };
  }

  close(): void {
    this.child.kill('SIGKILL');
  }
}

function reasonOf(answer: EngineAnswer): string {
  if ('unavailable' in answer) return answer.unavailable;
  return 'failed' in answer ? answer.failed : 'it answered something else';
}

async function heard(child: ChildProcess): Promise<EngineAnswer> {
  if (child.exitCode !== null || child.signalCode !== null) return { failed: 'its process has ended' };
  const over = new AbortController();
  const { signal } = over;
  const timer = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]) => answer as EngineAnswer),
      once(child, 'exit', { signal }).then(() => ({ failed: 'its process ended' })),
    ]);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
