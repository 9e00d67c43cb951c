import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { SCRIPT_LIMITS, type ScriptLimits } from './limits.ts';
import type { PartLog } from './log.ts';

/** A process of a stack. */
export interface Part {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Beside this process's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Parts are ended from the highest stage to the lowest: those that use others before those that are used. */
  readonly stage: number;
  readonly graceMs?: number;
  /** An exit code with which the part says "not on this machine": told in one line, and no restart. */
  readonly declines?: { readonly code: number; readonly say: (lastLines: readonly string[]) => string };
}

/** A stack that cannot go on: which part keeps ending, and what it said last. */
export interface CrashLoop {
  readonly part: string;
  readonly message: string;
}

/**
 * Keeps the processes of a stack running and ends them in order.
 *
 * A part is `running`, or `waiting` for its restart after it ended unexpectedly, or `gone` for good. It goes from
 * running to waiting each time it ends by itself, with a pause that doubles, and from waiting back to running; one that
 * ends too often within a minute is a crash loop, which is reported once and left to the owner of the supervisor to act
 * upon. Once the stack is being ended nothing is started any more.
 *
 * Each part leads a process group of its own. So a Ctrl-C at the terminal reaches only us, and the order of ending is
 * ours to keep; and whatever a part started in turn is in its group, and can be ended with it.
 */
export class Supervisor {
  readonly #entries = new Map<string, Entry>();
  readonly #crashLoop = withResolvers<CrashLoop>();
  #ending: Promise<void> | null = null;

  /**
   * @param onChange told the processes that live, each time they change
   */
  constructor(
    private readonly log: PartLog,
    private readonly onChange: (running: ReadonlyMap<string, number>) => void = () => {},
    private readonly limits: ScriptLimits = SCRIPT_LIMITS,
  ) {
    process.once('exit', () => this.killAll());
  }

  /** Settles when a part is given up. */
  get crashLoop(): Promise<CrashLoop> {
    return this.#crashLoop.promise;
  }

  start(part: Part): void {
    const entry: Entry = { part, state: { is: 'gone' }, endings: [], lastLines: [] };
    this.#entries.set(part.name, entry);
    this.#launch(entry);
  }

  /** Whether the part runs at this moment. */
  isRunning(name: string): boolean {
    return this.#entries.get(name)?.state.is === 'running';
  }

  /**
   * Ends everything, stage by stage; a part that outlasts its grace period is killed, and with each part whatever it
   * left behind. May be called again: the one ending goes on.
   */
  stop(): Promise<void> {
    this.#ending ??= this.#stopStages();
    return this.#ending;
  }

  /** Kills every part and all that it started, at once. Synchronous, so that it works while this process exits. */
  killAll(): void {
    this.#ending ??= Promise.resolve();
    for (const entry of this.#entries.values()) {
      if (entry.state.is === 'running') killGroup(entry.state.pid);
      if (entry.state.is === 'waiting') entry.state.restart.abort();
    }
  }

  async #stopStages(): Promise<void> {
    const entries = [...this.#entries.values()];
    const stages = [...new Set(entries.map((entry) => entry.part.stage))].sort((a, b) => b - a);
    for (const stage of stages) {
      await Promise.all(entries.filter((entry) => entry.part.stage === stage).map((entry) => this.#end(entry)));
    }
  }

  async #end(entry: Entry): Promise<void> {
    const { part, state } = entry;
    if (state.is === 'waiting') state.restart.abort();
    if (state.is !== 'running') return;
    signalProcess(state.pid, 'SIGTERM');
    const grace = part.graceMs ?? this.limits.graceMs;
    const timer = setTimeout(() => {
      this.log.warn(`${part.name} did not end within ${grace / 1000} s and is killed`);
      killGroup(state.pid);
    }, grace);
    await state.ended;
    clearTimeout(timer);
  }

  #launch(entry: Entry): void {
    const { part } = entry;
    const child = execa(part.command, part.args, {
      cwd: part.cwd,
      env: part.env,
      detached: true,
      stdin: 'ignore',
      buffer: false,
      reject: false,
    });
    const pid = child.pid;
    if (pid === undefined) {
      // The program is missing or not executable; execa tells the reason in its result.
      const ended = child.then((result) => this.#onEnd(entry, null, result.shortMessage ?? 'could not be started'));
      entry.state = { is: 'running', pid: 0, ended };
      return;
    }
    entry.lastLines = [];
    const output = new Output(this.log, part, entry.lastLines, this.limits);
    const read = [child.stdout, child.stderr].map(async (stream) => {
      const lines = createInterface({ input: stream });
      lines.on('line', (line) => output.line(line));
      await once(lines, 'close');
    });
    // What the part started and left behind would hold its ports, and its output open for us to wait on.
    child.once('exit', () => killGroup(pid));
    const ended = child.then(async (result) => {
      await Promise.all(read);
      const how = result.signal === undefined ? `exit code ${result.exitCode ?? '?'}` : result.signal;
      output.end(result.exitCode === part.declines?.code);
      this.#onEnd(entry, result.exitCode ?? null, how);
    });
    entry.state = { is: 'running', pid, ended };
    this.#changed();
  }

  #onEnd(entry: Entry, exitCode: number | null, how: string): void {
    const { part } = entry;
    entry.state = { is: 'gone' };
    this.#changed();
    if (this.#ending !== null) return;
    if (part.declines !== undefined && exitCode === part.declines.code) {
      this.log.say(part.declines.say(entry.lastLines));
      return;
    }
    const now = Date.now();
    entry.endings = [...entry.endings.filter((time) => now - time < this.limits.crashWindowMs), now];
    const count = entry.endings.length;
    if (count >= this.limits.crashesMax) {
      const last = entry.lastLines.map((line) => `  ${line}`).join('\n');
      const message = `${part.name} ended ${count} times within ${this.limits.crashWindowMs / 1000} s (${how}); its last words:\n${last}`;
      this.#crashLoop.resolve({ part: part.name, message });
      return;
    }
    const pause = Math.min(this.limits.backoffMaxMs, this.limits.backoffFirstMs * 2 ** (count - 1));
    this.log.warn(`${part.name} ended unexpectedly (${how}); starting it again in ${pause / 1000} s`);
    const restart = new AbortController();
    entry.state = { is: 'waiting', restart };
    delay(pause, undefined, { signal: restart.signal }).then(
      () => this.#launch(entry),
      () => {
        entry.state = { is: 'gone' };
      },
    );
  }

  #changed(): void {
    const running = new Map<string, number>();
    for (const [name, { state }] of this.#entries) {
      if (state.is === 'running' && state.pid !== 0) running.set(name, state.pid);
    }
    this.onChange(running);
  }
}

type State =
  | { readonly is: 'running'; readonly pid: number; readonly ended: Promise<void> }
  | { readonly is: 'waiting'; readonly restart: AbortController }
  | { readonly is: 'gone' };

interface Entry {
  readonly part: Part;
  state: State;
  /** Times of its recent unexpected ends. */
  endings: number[];
  lastLines: string[];
}

/** Passes a part's lines on; those of a part that may decline are held until it is clear that it stays. */
class Output {
  #held: string[] | null;
  readonly #release: NodeJS.Timeout | null;

  constructor(
    private readonly log: PartLog,
    private readonly part: Part,
    private readonly lastLines: string[],
    private readonly limits: ScriptLimits,
  ) {
    this.#held = part.declines === undefined ? null : [];
    this.#release = this.#held === null ? null : setTimeout(() => this.#flush(), limits.holdOutputMs);
  }

  line(text: string): void {
    this.lastLines.push(text);
    if (this.lastLines.length > this.limits.lastLinesKept) this.lastLines.shift();
    if (this.#held === null) this.log.line(this.part.name, text);
    else this.#held.push(text);
  }

  /** @param declined whether what is held need not be shown */
  end(declined: boolean): void {
    if (this.#release !== null) clearTimeout(this.#release);
    if (!declined) this.#flush();
    this.#held = null;
  }

  #flush(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const line of held) this.log.line(this.part.name, line);
  }
}

/** Promise.withResolvers came with Node 22. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function killGroup(pid: number): void {
  signalProcess(-pid, 'SIGKILL');
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid !== 0) process.kill(pid, signal);
  } catch {
    // Already gone: what we wanted.
  }
}
