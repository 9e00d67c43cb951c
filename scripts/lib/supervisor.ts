import { EventEmitter } from 'node:events';
import { execa } from 'execa';
import { SCRIPT_LIMITS, type ScriptLimits } from './limits.ts';
import { hangs, type Probe } from './liveness.ts';
import type { PartLog } from './log.ts';
import { PlainError } from './plain-error.mjs';

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
  /** How to ask it for a sign of life; nobody notices where one without it hangs. */
  readonly probe?: Probe;
  /** An exit code with which the part says "not on this machine": told in one line, and no restart. */
  readonly declines?: { readonly code: number; readonly say: (lastLines: readonly string[]) => string };
}

interface Events {
  /** The processes that live, and the parts that are given up, each time either changes. */
  change: [running: ReadonlyMap<string, number>, givenUp: readonly string[]];
  /** A part is given up. */
  givenUp: [name: string];
  /** The end of all has begun. */
  ending: [];
}

/**
 * Keeps the processes of a stack running and ends them in order.
 *
 * A part is `running`, or `waiting` for its restart, or `gone` for good. It goes from running to waiting each time it ends by
 * itself or is killed because it hangs, and from waiting back to running after a pause that doubles. One that ends too often
 * within a minute is given up: it stays away for a minute, and again for a minute after each try, until one lasts. The others
 * go on all the while. Once the stack is being ended nothing is started any more.
 *
 * Each part leads a process group of its own. So a Ctrl-C at the terminal reaches only us, and the order of ending is
 * ours to keep; and whatever a part started in turn is in its group, and can be ended with it.
 */
export class Supervisor extends EventEmitter<Events> {
  readonly #entries: Entry[] = [];
  #ending: Promise<void> | null = null;

  constructor(
    private readonly log: PartLog,
    private readonly limits: ScriptLimits = SCRIPT_LIMITS,
  ) {
    super();
    process.once('exit', () => this.killAll());
  }

  start(part: Part): void {
    const entry: Entry = { part, state: { is: 'gone' }, endings: [], isGivenUp: false, lastLines: [] };
    this.#entries.push(entry);
    this.#launch(entry);
  }

  /** Whether the part runs at this moment. */
  isRunning(name: string): boolean {
    return this.#entries.some(({ part, state }) => part.name === name && state.is === 'running');
  }

  /** Rejects when a part is given up: one of those that are named, or any. */
  async failOnGivenUp(names: readonly string[] | null = null): Promise<never> {
    return new Promise((_, reject) => {
      this.on('givenUp', (name) => {
        if (names?.includes(name) ?? true) reject(new PlainError(`the start has failed: ${name} does not stay`));
      });
    });
  }

  /**
   * Ends everything, stage by stage; a part that outlasts its grace period is killed, and with each part whatever it
   * left behind. May be called again: the one ending goes on.
   */
  stop(): Promise<void> {
    if (this.#ending === null) {
      this.#ending = this.#stopStages();
      this.emit('ending');
    }
    return this.#ending;
  }

  /** Kills every part and all that it started, at once. Synchronous, so that it works while this process exits. */
  killAll(): void {
    this.#ending ??= Promise.resolve();
    for (const { state } of this.#entries) {
      if (state.is === 'running') killGroup(state.child.pid);
      if (state.is === 'waiting') clearTimeout(state.restart);
    }
  }

  async #stopStages(): Promise<void> {
    const stages = [...new Set(this.#entries.map(({ part }) => part.stage))].sort((a, b) => b - a);
    for (const stage of stages)
      await Promise.all(this.#entries.filter(({ part }) => part.stage === stage).map((entry) => this.#stop(entry)));
  }

  async #stop({ part, state }: Entry): Promise<void> {
    if (state.is === 'waiting') clearTimeout(state.restart);
    if (state.is !== 'running') return;
    state.child.kill();
    const { isForcefullyTerminated } = await state.child;
    if (isForcefullyTerminated)
      this.log.warn(`${part.name} did not end within ${this.#graceMs(part) / 1000} s and was killed`);
    await state.ended;
  }

  #launch(entry: Entry): void {
    const child = spawn(entry.part, this.#graceMs(entry.part));
    // What the part started and left behind would hold its ports, and its output open for us to wait on.
    child.once('exit', () => killGroup(child.pid));
    entry.lastLines = [];
    entry.state = { is: 'running', child, ended: this.#follow(entry, child) };
    this.#changed();
  }

  /** Follows a process from its start to its end. */
  async #follow(entry: Entry, child: Child): Promise<void> {
    const { part } = entry;
    const ended = new AbortController();
    if (part.probe) void this.#killOnceHung(part, part.probe, child, ended.signal);
    const lasted = entry.isGivenUp ? setTimeout(() => this.#takeBack(entry), this.limits.lastingMs) : undefined;
    const output = new Output(this.log, part, entry.lastLines, this.limits);
    const read = async (from: 'stdout' | 'stderr') => {
      for await (const line of child.iterable({ from })) output.line(line);
    };
    await Promise.all([read('stdout'), read('stderr')]);
    const { exitCode, signal, shortMessage } = await child;
    ended.abort();
    clearTimeout(lasted);
    const declined = part.declines !== undefined && exitCode === part.declines.code;
    output.end(declined);
    entry.state = { is: 'gone' };
    if (this.#ending === null) {
      if (declined) this.log.say(part.declines.say(entry.lastLines));
      else this.#restartLater(entry, signal ?? (exitCode === undefined ? `${shortMessage}` : `exit code ${exitCode}`));
    }
    this.#changed();
  }

  async #killOnceHung(part: Part, probe: Probe, child: Child, ended: AbortSignal): Promise<void> {
    if (!(await hangs(probe, this.limits, ended))) return;
    this.log.warn(`${part.name} does not answer any more and is killed`);
    killGroup(child.pid);
  }

  #restartLater(entry: Entry, how: string): void {
    const { part } = entry;
    const { backoffFirstMs, backoffMaxMs, crashesMax, crashWindowMs, givenUpMs } = this.limits;
    const now = performance.now();
    entry.endings = [...entry.endings.filter((time) => now - time < crashWindowMs), now];
    const count = entry.endings.length;
    const backoff = Math.min(backoffMaxMs, backoffFirstMs * 2 ** (count - 1));
    if (entry.isGivenUp) {
      this.log.warn(`${part.name} ended again (${how}); the next try is in ${givenUpMs / 1000} s`);
    } else if (count >= crashesMax) {
      entry.isGivenUp = true;
      const lastWords = entry.lastLines.map((line) => `  ${line}`).join('\n');
      this.log.warn(
        `${part.name} ended ${count} times within ${crashWindowMs / 1000} s (${how}) and is given up; ` +
          `the next try is in ${givenUpMs / 1000} s. Its last words:\n${lastWords}`,
      );
      this.emit('givenUp', part.name);
    } else {
      this.log.warn(`${part.name} ended unexpectedly (${how}); starting it again in ${backoff / 1000} s`);
    }
    const pause = entry.isGivenUp ? givenUpMs : backoff;
    entry.state = { is: 'waiting', restart: setTimeout(() => this.#launch(entry), pause) };
  }

  /** A part that was given up has lasted. */
  #takeBack(entry: Entry): void {
    entry.isGivenUp = false;
    entry.endings = [];
    this.log.say(`${entry.part.name} is back`);
    this.#changed();
  }

  #changed(): void {
    const running = new Map<string, number>();
    for (const { part, state } of this.#entries)
      if (state.is === 'running' && state.child.pid !== undefined) running.set(part.name, state.child.pid);
    const givenUp = this.#entries.filter(({ isGivenUp }) => isGivenUp).map(({ part }) => part.name);
    this.emit('change', running, givenUp);
  }

  #graceMs({ graceMs = this.limits.graceMs }: Part): number {
    return graceMs;
  }
}

function spawn({ command, args, cwd, env }: Part, graceMs: number) {
  return execa(command, args, {
    cwd,
    env,
    detached: true,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    forceKillAfterDelay: graceMs,
  });
}

type Child = ReturnType<typeof spawn>;

type State =
  | { readonly is: 'running'; readonly child: Child; readonly ended: Promise<void> }
  | { readonly is: 'waiting'; readonly restart: NodeJS.Timeout }
  | { readonly is: 'gone' };

interface Entry {
  readonly part: Part;
  state: State;
  /** When it ended unexpectedly of late, ms of `performance.now()`. */
  endings: number[];
  isGivenUp: boolean;
  lastLines: string[];
}

/** Passes a part's lines on; those of a part that may decline are held until it is clear that it stays. */
class Output {
  #held: string[] | null;
  readonly #release: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: PartLog,
    private readonly part: Part,
    private readonly lastLines: string[],
    private readonly limits: ScriptLimits,
  ) {
    this.#held = part.declines === undefined ? null : [];
    if (this.#held !== null) this.#release = setTimeout(() => this.#flush(), limits.holdOutputMs);
  }

  line(text: string): void {
    this.lastLines.push(text);
    if (this.lastLines.length > this.limits.lastLinesKept) this.lastLines.shift();
    if (this.#held === null) this.log.line(this.part.name, text);
    else this.#held.push(text);
  }

  /** @param declined whether what is held need not be shown */
  end(declined: boolean): void {
    clearTimeout(this.#release);
    if (!declined) this.#flush();
  }

  #flush(): void {
    for (const line of this.#held ?? []) this.log.line(this.part.name, line);
    this.#held = null;
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone: what we wanted.
  }
}
