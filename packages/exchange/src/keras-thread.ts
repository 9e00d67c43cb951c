import { parentPort, workerData } from 'node:worker_threads';
import type { KerasOrder } from './keras-file.js';
import { writeKeras } from './write-keras.js';

/** The program of the thread that writes a Keras file. */
const file = await writeKeras(workerData as KerasOrder);
parentPort?.postMessage(file, [file.buffer as ArrayBuffer]);
