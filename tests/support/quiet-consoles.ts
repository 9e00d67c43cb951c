import { afterAll, afterEach, expect } from 'vitest';
import { takeTroubles } from './consoles.ts';

/** No screen writes an error to any console: holds in every test in a browser. */
const stayQuiet = () => expect(takeTroubles(), 'what consoles told of').toEqual([]);

// Hooks of a test's own file run before these: by then what it opened is closed.
afterEach(stayQuiet);
afterAll(stayQuiet);
