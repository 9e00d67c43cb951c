import { expect, it } from 'vitest';
import { announceTroubles, noteTrouble, SERVER_AWAY, takeTroubles } from './consoles.ts';

it('lets pass what a test has announced, and not in the next one', () => {
  announceTroubles(SERVER_AWAY, /status of 404 .*\/nowhere/);
  const refused = 'Failed to load resource: net::ERR_CONNECTION_REFUSED (http://localhost/health)';
  noteTrouble(refused);
  noteTrouble('Failed to load resource: the server responded with a status of 404 () (http://localhost/nowhere)');
  noteTrouble('uncaught: TypeError: x is not a function');
  expect(takeTroubles()).toEqual(['uncaught: TypeError: x is not a function']);
  noteTrouble(refused);
  expect(takeTroubles()).toEqual([refused]);
  expect(takeTroubles()).toEqual([]);
});
