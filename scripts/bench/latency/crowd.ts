import { fileURLToPath } from 'node:url';
import { Child } from './child.ts';
import type { DrawnDigit } from './draw.ts';

/** Those of a room who draw but do not measure. */
export interface Crowd {
  gatewayUrl: string;
  roomId: string;
  /** Of the link for writing. */
  key: string;
  count: number;
  /**
   * Whether each keeps a replica of the room, only receives and decodes what it is sent, or does not even decode it; or whether they draw
   * through a relay, which keeps nothing.
   */
  people: 'replicas' | 'sockets' | 'deaf' | 'relayed';
  /** The first draws in this cell, the others in those after it. */
  firstCell: number;
  /** Cells of the room: where more draw than there are, they share. */
  cells: number;
}

/** Times are those of `clockMs`; the process's lag is told from `from` on. */
export type CrowdOrder = { kind: 'join'; crowd: Crowd } | { kind: 'draw'; from: number; until: number };
/** An operation that was acknowledged: when it was sent, by `clockMs`, and after how long. */
export interface Answered {
  sentAt: number;
  ms: number;
}

export type CrowdReport =
  | { kind: 'joined' }
  | { kind: 'drawn'; drawn: DrawnDigit[]; answers: Answered[]; refusals: number; lag: number[] };

const PROGRAM = fileURLToPath(new URL('./crowd-process.ts', import.meta.url));

/** A crowd in a process of its own. */
export class CrowdProcess {
  readonly #child = new Child<CrowdOrder, CrowdReport>(PROGRAM);

  private constructor() {}

  /**
   * @param crowds one, or several who are in rooms of their own
   * @throws PlainError where one of them is not let in
   */
  static async join(...crowds: readonly Crowd[]): Promise<CrowdProcess> {
    const started = new CrowdProcess();
    try {
      for (const crowd of crowds) await started.#child.ask({ kind: 'join', crowd }, 'joined');
    } catch (error) {
      started.stop();
      throw error;
    }
    return started;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** @throws PlainError when one of them cannot go on */
  draw(from: number, until: number): Promise<Extract<CrowdReport, { kind: 'drawn' }>> {
    return this.#child.ask({ kind: 'draw', from, until }, 'drawn');
  }

  stop(): void {
    this.#child.stop();
  }
}
