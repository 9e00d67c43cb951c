/** `npm run build`: builds what changed since the last build, as `npm start` and `npm test` do. */
import { ensureBuilt } from './lib/build.ts';

await ensureBuilt(['packages', 'web']);
