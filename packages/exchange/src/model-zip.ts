import { failFile, ok, type Result } from '@inkroom/shared';
import { type FlateError, unzipSync } from 'fflate';

/** Files that a zip may hold: a folder's worth of weights and a card. */
export const FILES_MAX = 64;
/** A small zip must not unpack to fill the memory: the largest model that `layersParametersMax` allows is smaller. */
const UNPACKED_BYTES_MAX = 16 * 2 ** 20;

/** What macOS puts beside each file of a zip. */
const MAC = /(^|\/)(__MACOSX\/|\._|\.DS_Store$)/;

const TOO_MUCH = new Error('too much');

/**
 * The files of a zip by their names without folders, whichever slash these have. It unpacks so much and no more: a file's size is
 * believed before it is unpacked, and is all the room that it gets. One that is not compressed is copied by its other size, whatever it
 * says that it unpacks to.
 * @returns `artifact_corrupt` for what is damaged or too large
 */
export function unzipModel(zip: Uint8Array): Result<Map<string, Uint8Array>> {
  let total = 0;
  let count = 0;
  try {
    const files = unzipSync(zip, {
      filter: ({ name, size, originalSize }) => {
        if (MAC.test(name)) return false;
        total += Math.max(size, originalSize);
        if (++count > FILES_MAX || total > UNPACKED_BYTES_MAX) throw TOO_MUCH;
        return true;
      },
    });
    return ok(new Map(Object.entries(files).map(([path, bytes]) => [baseName(path), bytes])));
  } catch (thrown) {
    if (thrown === TOO_MUCH)
      return failFile('unpacks_too_large', { megabytes: UNPACKED_BYTES_MAX / 2 ** 20, files: FILES_MAX });
    // The library numbers what it finds wrong with a zip; anything else is no word about the file.
    if (typeof (thrown as Partial<FlateError>).code === 'number') return failFile('zip_damaged');
    throw thrown;
  }
}

/** A path's last part. Some programs of Windows write back slashes. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
