import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PlainError } from '../../lib/plain-error.mjs';
import type { DrawnDigit } from './draw.ts';

/** Those of a room who draw but do not measure. */
export interface Crowd {
  gatewayUrl: string;
  roomId: string;
  count: number;
  /** Whether each keeps a replica of the room, or only receives and decodes what it is sent. */
  members: 'replicas' | 'sockets';
  /** The first draws in this cell, the others in those after it. */
  firstCell: number;
  /** Cells of all who draw in the room. */
  cells: number;
}

export type CrowdOrder = { kind: 'join'; crowd: Crowd } | { kind: 'draw'; until: number };
/** An operation that was acknowledged: when it was sent, by `clockMs`, and after how long. */
export interface Answered {
  sentAt: number;
  ms: number;
}

export type CrowdReport =
  | { kind: 'joined' }
  | { kind: 'drawn'; drawn: DrawnDigit[]; answers: Answered[]; refusals: number }
  | { kind: 'failed'; message: string };

const PROGRAM = fileURLToPath(new URL('./crowd-process.ts', import.meta.url));

/** A crowd in a process of its own. */
export class CrowdProcess {
  readonly #process: ChildProcess;

  private constructor() {
    this.#process = fork(PROGRAM, { execArgv: ['--import', 'tsx'] });
  }

  /** @throws PlainError where one of them is not let in */
  static async join(crowd: Crowd): Promise<CrowdProcess> {
    const started = new CrowdProcess();
    try {
      await started.#ask({ kind: 'join', crowd }, 'joined');
    } catch (error) {
      started.stop();
      throw error;
    }
    return started;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @throws PlainError when one of them cannot go on */
  draw(until: number): Promise<Extract<CrowdReport, { kind: 'drawn' }>> {
    return this.#ask({ kind: 'draw', until }, 'drawn');
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  #ask<K extends CrowdReport['kind']>(order: CrowdOrder, kind: K): Promise<Extract<CrowdReport, { kind: K }>> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.#process.off('message', hear);
        this.#process.off('exit', end);
        act();
      };
      const hear = (report: CrowdReport) =>
        settle(() =>
          report.kind === kind
            ? resolve(report as Extract<CrowdReport, { kind: K }>)
            : reject(new PlainError(report.kind === 'failed' ? report.message : `the crowd answered ${report.kind}`)),
        );
      const end = () => settle(() => reject(new PlainError('the crowd’s process ended')));
      this.#process.once('message', hear);
      this.#process.once('exit', end);
      this.#process.send(order);
    });
  }
}
