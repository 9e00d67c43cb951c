/**
 * One line that says what is going on, for anything that takes longer than a second. On a terminal it is redrawn in
 * place; elsewhere (a log file, a test) it is a plain line now and then. It goes to stderr, for a command's result owns
 * stdout.
 *
 * Plain JavaScript: the bootstrap shows it before any package is installed.
 */

/** ms between redraws on a terminal: smooth to the eye, nothing to the processor. */
const REDRAW_MS = 120;
/** ms before the first line: what is over sooner needs no telling. */
const QUIET_MS = 1000;
/** ms between two plain lines: often enough to show life in a log, seldom enough not to fill it. */
const PLAIN_EVERY_MS = 10_000;
const BAR_WIDTH = 24;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * @typedef {object} Progress
 * @property {(fraction: number | null, detail?: string) => void} update a share of 0..1, or null where none is known
 * @property {(note?: string) => void} done ends it well
 * @property {() => void} fail ends it badly; what went wrong is for the caller to say
 */

/**
 * @param {string} label what goes on, as in "building the web page"
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Progress}
 */
export function startProgress(label, stream = process.stderr) {
  const began = Date.now();
  const live = stream.isTTY === true;
  /** @type {number | null} */
  let fraction = null;
  let detail = '';
  let shown = false;
  let lastPlain = began;
  let frame = 0;

  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const clear = () => live && shown && stream.write('\r\x1b[2K');

  const draw = () => {
    const now = Date.now();
    if (now - began < QUIET_MS) return;
    if (live) {
      const filled = Math.round((fraction ?? 0) * BAR_WIDTH);
      const bar =
        fraction === null
          ? SPINNER[frame++ % SPINNER.length]
          : `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.floor(fraction * 100)).padStart(3)} %`;
      const line = `${label} ${bar} ${seconds()}${detail === '' ? '' : `  ${detail}`}`;
      stream.write(`\r\x1b[2K${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
      shown = true;
    } else if (!shown || now - lastPlain >= PLAIN_EVERY_MS) {
      const share = fraction === null ? '' : ` ${Math.floor(fraction * 100)} %`;
      stream.write(
        shown ? `${label}:${share} after ${seconds()}${detail === '' ? '' : ` (${detail})`}\n` : `${label} ...\n`,
      );
      shown = true;
      lastPlain = now;
    }
  };

  const timer = setInterval(draw, REDRAW_MS);
  // A forgotten progress line must not keep its process alive.
  timer.unref();

  return {
    update(nextFraction, nextDetail = '') {
      fraction = nextFraction === null ? null : Math.min(1, Math.max(0, nextFraction));
      detail = nextDetail;
    },
    done(note = 'done') {
      clearInterval(timer);
      clear();
      if (shown) stream.write(`${label}: ${note} in ${seconds()}\n`);
    },
    fail() {
      clearInterval(timer);
      clear();
      stream.write(`${label}: failed after ${seconds()}\n`);
    },
  };
}
