import { type Answer, hasEnded, ok, type Result, type Run, type RunDetails, type RunRequest } from '@inkroom/shared';
import { nanoid } from 'nanoid';
import type { Connection } from '../connection/connection.js';
import { withRun } from '../view/room-news.js';
import type { RoomView } from '../view/room-view.js';
import { EMPTY_SERIES, fromDetails } from '../view/series.js';
import type { RoomModel } from './room-model.js';

/** A room's runs, as far as one starts, cancels or reads them here. What becomes of them is news (`room-news`). */
export class Runs {
  constructor(
    private readonly model: RoomModel,
    private readonly connection: Connection,
  ) {}

  async start(spec: RunRequest, wait: boolean): Promise<Result<Run>> {
    const payload = { requestId: nanoid(), spec, ...(wait && { wait }) };
    let answer = await this.connection.request('run.start', payload);
    // The request's id makes a second try harmless where only the answer was lost.
    if (!answer.ok && answer.error.code === 'timeout') answer = await this.connection.request('run.start', payload);
    return this.#taken(answer);
  }

  async cancel(runId: string): Promise<Result<Run>> {
    return this.#taken(await this.connection.request('run.cancel', { runId }));
  }

  /** Reads a run with all its series into the view. */
  async read(runId: string): Promise<Result<RunDetails>> {
    const answer = await this.connection.request('run.read', { runId });
    if (answer.ok) {
      const { view } = this.model;
      this.#put(answer.value.run);
      const { series } = view.getState();
      view.setState({ series: { ...series, [runId]: fromDetails(answer.value, series[runId] ?? EMPTY_SERIES) } });
    }
    return answer;
  }

  /** The room was joined, maybe once more: reads those that go on, and those that went on when the connection dropped. */
  joined(before: Pick<RoomView, 'runs' | 'series'>, runs: readonly Run[]): void {
    const unfinished = before.runs.filter((run) => before.series[run.id] && !hasEnded(run));
    const goingOn = runs.filter((run) => !hasEnded(run));
    for (const runId of new Set([...unfinished, ...goingOn].map(({ id }) => id))) void this.read(runId);
  }

  #taken(answer: Answer<'run.start'>): Result<Run> {
    if (!answer.ok) return answer;
    this.#put(answer.value.run);
    return ok(answer.value.run);
  }

  #put(run: Run): void {
    this.model.view.setState((view) => withRun(view, run));
  }
}
