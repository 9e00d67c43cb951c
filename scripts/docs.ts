import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateProtocolPage } from './docs/protocol-page.ts';
import { root } from './lib/root.mjs';

/** `npm run docs`: makes the parts of docs/protocol.md anew that say what the code says. */
const path = join(root, 'docs/protocol.md');
const page = await readFile(path, 'utf8');
const made = generateProtocolPage(page);
if (made === page) console.log('docs/protocol.md is up to date');
else {
  await writeFile(path, made);
  console.log('docs/protocol.md was written anew');
}
