import { z } from 'zod';
import { SHIPPED_VERSION_ID } from '../models.js';

/**
 * Ids made by clients and servers: nanoid's alphabet, long enough not to collide, short enough not to hurt. Not the one name that an
 * object cannot have as a field.
 */
export const idSchema = z.string().regex(/^(?!__proto__$)[A-Za-z0-9_-]{8,40}$/);

export const ROOM_ID = /^[a-z0-9]{6,32}$/;
export const roomIdSchema = z.string().regex(ROOM_ID);

/** A secret that proves who somebody is: handed out once, kept by the client, stored only as a hash. */
export const secretSchema = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

/** `shipped-<name>` for the models inkroom comes with, else the first 16 hex digits of the artifact's SHA-256. */
export const VERSION_ID = /^(?:shipped-[a-z0-9-]{1,24}|[0-9a-f]{16})$/;
export const versionIdSchema = z.string().regex(VERSION_ID);
export const shippedVersionIdSchema = z.string().regex(SHIPPED_VERSION_ID);

/**
 * What a stroke is called: its author, a slash, and the id that the author gave it. So an id belongs to its author: nobody else
 * can take it, and nobody can name another's stroke by mistake.
 */
export const strokeIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,40}\/[A-Za-z0-9_-]{8,40}$/);
export type StrokeId = z.infer<typeof strokeIdSchema>;
