import { type CodedError, codedError, isRetryable, type PredictAnswer, type PredictRequest } from '@inkroom/shared';
import { askModel } from './ask-model';

/** How things stand with a question; one that was refused for a while is asked again by itself. */
export type Asked =
  | { state: 'nothing' }
  | { state: 'thinking' }
  /** `isOld` while the drawing has changed since. */
  | { state: 'answered'; answer: PredictAnswer; isOld: boolean }
  | { state: 'refused'; error: CodedError };

/** Whether a question was refused for there were too many, and not because nobody answers. */
export function isTooMuch({ code }: CodedError): boolean {
  return code === 'too_many_predictions' || code === 'rate_limited';
}

export const NOTHING_ASKED: Asked = { state: 'nothing' };
export const NOBODY_PREDICTS: Asked = { state: 'refused', error: codedError('no_recogniser') };

interface ModelAskOptions {
  /** Told of every change. */
  tell(asked: Asked): void;
  /** Questions follow each other no sooner, ms. */
  everyMs?: number;
  /** A drawing is asked about once it has rested for so long, ms. */
  restMs?: number;
}

/** After that a server that said nothing of when to come back is asked again, ms. */
const AGAIN_MS = 4_000;

/**
 * Asks a model about a drawing that changes. The newest wins: it is asked about as it is when its turn comes, and an older question that has no
 * answer yet is given up. The last answer stays until the next one is there.
 */
export class ModelAsk {
  readonly #options: ModelAskOptions;
  #asked: Asked = NOTHING_ASKED;
  #question: (() => PredictRequest) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay: AbortController | null = null;
  /** Before it nothing is asked, ms of `performance.now()`. */
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(options: ModelAskOptions) {
    this.#options = options;
  }

  /** The drawing has changed. @param question made when it is sent */
  ask(question: () => PredictRequest): void {
    this.#question = question;
    if (this.#asked.state === 'nothing') this.#tell({ state: 'thinking' });
    else if (this.#asked.state === 'answered' && !this.#asked.isOld) this.#tell({ ...this.#asked, isOld: true });
    this.#sendIn(this.#options.restMs ?? 0);
  }

  /** There is nothing to ask about any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#underWay?.abort();
    this.#question = null;
    if (this.#asked.state !== 'nothing') this.#tell(NOTHING_ASKED);
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), Math.max(ms, this.#notBefore - performance.now()));
  }

  async #send(): Promise<void> {
    this.#underWay?.abort();
    this.#underWay = new AbortController();
    const { signal } = this.#underWay;
    this.#notBefore = performance.now() + (this.#options.everyMs ?? 0);
    const question = this.#question!;
    const answered = await askModel(question(), signal);
    if (signal.aborted) return;
    if (answered.ok)
      return this.#tell({ state: 'answered', answer: answered.value, isOld: question !== this.#question });
    const { error } = answered;
    this.#tell({ state: 'refused', error });
    const { code, details } = error;
    const againMs = typeof details?.retryAfterMs === 'number' ? details.retryAfterMs : AGAIN_MS;
    this.#notBefore = performance.now() + againMs;
    // A worker may come.
    if (isRetryable(code) || code === 'no_recogniser') this.#sendIn(againMs);
  }

  #tell(asked: Asked): void {
    this.#asked = asked;
    this.#options.tell(asked);
  }
}
