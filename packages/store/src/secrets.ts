import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { KEY_LENGTH } from '@inkroom/shared';

/** 144 bits: nobody guesses one. */
const KEY_BYTES = (KEY_LENGTH * 3) / 4;

/** A secret for a person: handed out once, kept by them, known here by its hash alone. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** SHA-256, hex. A plain hash is enough, because keys are random and long rather than chosen by people. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Whether a key has this hash, in a time that tells nothing of how nearly it fits. */
export function keyFits(key: string, hash: string): boolean {
  const [given, kept] = [Buffer.from(hashKey(key)), Buffer.from(hash)];
  return given.length === kept.length && timingSafeEqual(given, kept);
}
