import { z } from 'zod';
import { FRAMINGS } from './framing.js';

/** Apart from the framings themselves, so that a page that only draws previews need not carry the schema library. */
export const framingSchema = z.enum(FRAMINGS);
