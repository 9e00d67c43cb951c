/**
 * `npm run replay -- FILE.jsonl[.gz] [OPTION...]`: writes a file of digits into a room as people would, and tells how they
 * were read, how fast, and whether anything was lost. A demo, a load tool and an end-to-end check in one.
 */
import { PlainError } from './lib/plain-error.mjs';
import { startProgress } from './lib/progress.mjs';
import { readDrawingFile, type WrittenDrawing } from './replay/digit-file.ts';
import { type ReplayOptions, readReplayOptions, USAGE } from './replay/options.ts';
import { replay } from './replay/replay.ts';
import { describeReport } from './replay/report.ts';
import { holdWritersOut } from './replay/writers.ts';

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(USAGE);
  process.exit(0);
}
const options = readReplayOptions(args);
const digits = await digitsToWrite(options);
const stopping = new AbortController();
process.once('SIGINT', () => {
  console.error('inkroom: finishing the cells begun; press Ctrl-C again to give up');
  stopping.abort();
  process.once('SIGINT', () => process.exit(130));
});

const progress = startProgress(`writing ${digits.length} digits`);
let outcome: Awaited<ReturnType<typeof replay>>;
try {
  outcome = await replay(digits, options, {
    say: (line) => console.error(line),
    progress: (share, detail) => progress.update(share, detail),
    signal: stopping.signal,
  });
} catch (error) {
  progress.fail();
  throw error;
}
progress.done();

const { report, unread, strokes } = outcome;
if (options.json) console.log(JSON.stringify(report));
else console.log(`${describeReport(report)}\nof               ${strokes} strokes`);
const troubles = [
  report.lost > 0 && `${report.lost} of ${strokes} strokes were lost`,
  report.duplicated > 0 && `${report.duplicated} strokes are there twice`,
  unread > 0 && `${unread} cells got no prediction in time; is a worker online?`,
].filter((trouble) => trouble !== false);
if (troubles.length > 0) throw new PlainError(troubles.join('; '));
process.exit(0);

async function digitsToWrite({ file, heldOut, limit }: ReplayOptions): Promise<WrittenDrawing[]> {
  if (heldOut === null) return readDrawingFile(file, limit);
  return holdWritersOut(await readDrawingFile(file, Number.POSITIVE_INFINITY), heldOut).heldOut.slice(0, limit);
}
