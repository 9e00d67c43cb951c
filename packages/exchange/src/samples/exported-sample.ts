import { type Framing, type Ink, renderStrokes, type SampleFacts } from '@inkroom/shared';

/** A sample as files of samples tell of it. */
export interface ExportedSample extends Pick<SampleFacts, 'label' | 'part' | 'page' | 'cell'> {
  id: string;
  /** Who wrote it, as a number that means nothing outside of the file. */
  writer: number;
  /** Their name; null where the room hides names. */
  name: string | null;
  ink: readonly Ink[];
}

/** What all samples of a file share. */
export interface SampleFile {
  framing: Framing;
  /** In the order in which they were made, some at a time. */
  samples: AsyncIterable<readonly ExportedSample[]>;
}

/** A sample as a model sees it: 28 x 28 bytes, 255 is ink, as in MNIST. */
export function sampleImage({ ink }: ExportedSample, framing: Framing): Uint8Array {
  return Uint8Array.from(renderStrokes(ink, framing), (value) => Math.round(value * 255));
}

/** What somebody is called who is a number. */
export function writerName({ writer }: Pick<ExportedSample, 'writer'>): string {
  return `writer-${writer}`;
}
