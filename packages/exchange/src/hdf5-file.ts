import { CodedException, type FaultValues, type FileFaultCode, fileFault } from '@inkroom/shared';
import { Dataset, File, Group, ready } from 'h5wasm';

/** A path in the library's own file system, which is memory: no file of this machine can be named in it. */
const PATH = '/import.h5';
/** Memory of the library, which starts with a fifth of it and takes the largest weight that is allowed three times. */
const MEMORY_MAX = 96 * 2 ** 20;
/** Text of an attribute: a model's configuration, or the names of its weights. */
const TEXT_BYTES_MAX = 2 ** 20;

/** A weight, of which nothing has been read but what it says that it is. */
export interface Hdf5Weight {
  shape: readonly number[];
  read(): Float32Array;
}

/**
 * An HDF5 file from outside. Only what is asked for by its path is read, so that a file can lead nowhere. All calls throw a
 * CodedException of a fault (see `fileFault`) where the file is to blame.
 */
export class Hdf5File {
  readonly #file: File;

  private constructor(file: File) {
    this.#file = file;
  }

  /** Has a file read, and lets go of it. The library takes 40 MB and most of a second to start. */
  static async reading<T>(bytes: Uint8Array, read: (file: Hdf5File) => T): Promise<T> {
    const { FS } = await ready;
    FS.writeFile(PATH, bytes);
    try {
      return bounded(() => {
        const file = new Hdf5File(ask(() => new File(PATH, 'r')));
        try {
          return read(file);
        } finally {
          file.#file.close();
        }
      });
    } finally {
      FS.unlink(PATH);
    }
  }

  has(path: string): boolean {
    return this.#at(path) !== null;
  }

  /** The texts of an attribute, null where there is no such. */
  texts(path: string, name: string): string[] | null {
    const entity = this.#at(path);
    if (!(entity instanceof Group)) return null;
    return ask(() => {
      const attribute = entity.attrs[name];
      if (!attribute) return null;
      const { size, total_size } = attribute.metadata;
      if (size * total_size > TEXT_BYTES_MAX) blame('hdf5_too_large');
      return [attribute.value].flat().map(String);
    });
  }

  /** The weight at a path, null where nothing is. */
  weight(path: string): Hdf5Weight | null {
    const entity = this.#at(path);
    if (!(entity instanceof Dataset)) return null;
    const { metadata, filters } = ask(() => ({ metadata: entity.metadata, filters: entity.filters }));
    const { type, size, littleEndian, shape, virtual_sources } = metadata;
    if (virtual_sources) blame('hdf5_linked', { place: path });
    // What a compressed one unpacks to is known only when it has.
    if (filters.length > 0) blame('hdf5_compressed', { weight: path });
    if (type !== FLOAT || size !== Float32Array.BYTES_PER_ELEMENT || !littleEndian)
      blame('weight_type', { weight: path, type: type === FLOAT ? `float${size * 8}` : `HDF5 ${type}` });
    return { shape: shape ?? [], read: () => ask(() => entity.value as Float32Array) };
  }

  /** What is at a path, step by step, for a link may be anywhere on the way; names are looked for in lists, since the library tells of each miss on stderr. */
  #at(path: string): Group | Dataset | null {
    let entity: Group | Dataset = this.#file;
    let place = '';
    for (const name of path.split('/').filter(Boolean)) {
      const group: Group | Dataset = entity;
      if (!(group instanceof Group) || !ask(() => group.keys()).includes(name)) return null;
      place = place ? `${place}/${name}` : name;
      const next: unknown = ask(() => group.get(name));
      // One that leads into another file, to nothing, or in a circle.
      if (!(next instanceof Group || next instanceof Dataset)) return blame('hdf5_linked', { place });
      entity = next;
    }
    return entity;
  }
}

/** The types of Node know no `WebAssembly`. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WasmMemory } } }).WebAssembly;
const PAGE_BYTES = 2 ** 16;

/** HDF5's class of floating-point types. */
const FLOAT = 1;

/** Whatever the library throws is what it thinks of the file. */
function ask<T>(library: () => T): T {
  try {
    return library();
  } catch (thrown) {
    if (thrown instanceof CodedException) throw thrown;
    return blame('hdf5_damaged');
  }
}

/** Work during which the library gets no more memory than a model may take: a file could have it fill the machine. */
function bounded<T>(work: () => T): T {
  const { grow } = Memory.prototype;
  let wasTooMuch = false;
  Memory.prototype.grow = function (this: WasmMemory, pages) {
    wasTooMuch ||= this.buffer.byteLength + pages * PAGE_BYTES > MEMORY_MAX;
    if (wasTooMuch) throw new RangeError('an HDF5 file asks for too much memory');
    return grow.call(this, pages);
  };
  try {
    const done = work();
    return wasTooMuch ? blame('hdf5_too_large') : done;
  } catch (thrown) {
    if (wasTooMuch) return blame('hdf5_too_large');
    throw thrown;
  } finally {
    Memory.prototype.grow = grow;
  }
}

function blame(code: FileFaultCode, values?: FaultValues): never {
  throw new CodedException(fileFault(code, values));
}
