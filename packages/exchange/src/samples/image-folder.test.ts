import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { exportSamples } from './export-samples.js';
import type { ExportedSample } from './exported-sample.js';

const sample = (more: Partial<ExportedSample>): ExportedSample => ({
  id: 'sample-1',
  label: 7,
  part: 'training',
  page: 2,
  cell: 11,
  writer: 1,
  name: 'Aki',
  ink: [{ width: 23, points: [40, 40, 0.5, 0, 200, 40, 0.5, 50, 120, 240, 0.5, 100] }],
  ...more,
});

async function filesOf(samples: ExportedSample[]): Promise<Record<string, Uint8Array>> {
  const pieces: Uint8Array[] = [];
  const some = async function* () {
    yield samples;
  };
  for await (const piece of exportSamples('images', { framing: 'mnist', samples: some() })) pieces.push(piece);
  return unzipSync(Buffer.concat(pieces));
}

it('says of a picture what is known of it, and no spreadsheet takes a name for a formula', async () => {
  const files = await filesOf([
    sample({}),
    sample({ label: 'not-a-digit', part: 'holdout', name: '=HYPERLINK("x"),1' }),
    sample({ name: null }),
  ]);
  expect(strFromU8(files['index.csv']!).split('\r\n')).toEqual([
    'file,label,part,writer,name,page,cell,framing',
    '7/00001.png,7,training,writer-1,Aki,2,11,mnist',
    `not-a-digit/00002.png,not-a-digit,holdout,writer-1,"'=HYPERLINK(""x""),1",2,11,mnist`,
    '7/00003.png,7,training,writer-1,,2,11,mnist',
    '',
  ]);
  expect(Object.keys(files)).toContain('README.txt');
});
