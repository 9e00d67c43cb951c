import { type ChildProcess, fork } from 'node:child_process';
import { PlainError } from '../../lib/plain-error.mjs';

type Report = { kind: string } | { kind: 'failed'; message: string };

/** A process of the bench that does one thing after another as it is told, and reports each. */
export class Child<Order extends { kind: string }, Reports extends Report> {
  readonly #process: ChildProcess;

  constructor(program: string) {
    // Two hundred replicas of a full page take more than Node allows itself.
    this.#process = fork(program, { execArgv: ['--import', 'tsx', '--max-old-space-size=8192'] });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @throws PlainError with what it says where it cannot */
  ask<K extends Reports['kind']>(order: Order, kind: K): Promise<Extract<Reports, { kind: K }>> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.#process.off('message', hear);
        this.#process.off('exit', end);
        act();
      };
      const hear = (report: Reports) =>
        settle(() =>
          report.kind === kind
            ? resolve(report as Extract<Reports, { kind: K }>)
            : reject(new PlainError('message' in report ? report.message : `it answered ${report.kind}`)),
        );
      const end = () => settle(() => reject(new PlainError('a process of the benchmark ended')));
      this.#process.once('message', hear);
      this.#process.once('exit', end);
      this.#process.send(order);
    });
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }
}

/** The other end: has each order obeyed, and what comes of it reported. */
export function obeyOrders<Order, Reports extends Report>(obey: (order: Order) => Promise<Reports>): void {
  process.on('message', (order: Order) => {
    obey(order)
      .catch((error: unknown) => ({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }))
      .then((report) => process.send?.(report));
  });
  process.on('disconnect', () => process.exit(0));
}
