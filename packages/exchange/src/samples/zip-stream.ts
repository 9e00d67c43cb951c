import { Zip, ZipPassThrough } from 'fflate';

/** Zip knows no time before 1980; without the time of the export the same samples are the same bytes. */
const MTIME = new Date(1980, 0, 1);

/** A zip that leaves while it is made. What goes in is as small as it gets already, and is stored as it is. */
export class ZipStream {
  #made: Uint8Array[] = [];
  readonly #zip = new Zip((error, chunk) => {
    if (error) throw error;
    this.#made.push(chunk);
  });

  add(path: string, bytes: Uint8Array): void {
    const file = new ZipPassThrough(path);
    file.mtime = MTIME;
    this.#zip.add(file);
    file.push(bytes, true);
  }

  /** What has been made since it was last asked for. */
  take(): Uint8Array {
    const made = Buffer.concat(this.#made);
    this.#made = [];
    return made;
  }

  /** Nothing is added any more. */
  end(): Uint8Array {
    this.#zip.end();
    return this.take();
  }
}
