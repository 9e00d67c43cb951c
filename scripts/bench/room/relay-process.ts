/**
 * A relay, as a yardstick: what many drawing servers do. It knows no rooms, checks nothing and keeps nothing; who connects gets what all
 * others send. `plain` hands each message on as it comes, `coalescing` all of a tick in one.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import { Server } from 'socket.io';
import type { RelayKind } from './relays.ts';

const kind = process.argv[2] as RelayKind;
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
let gathered: unknown[] = [];

io.on('connection', (socket) => {
  socket.on('live', (message: unknown) => {
    if (kind === 'coalescing') gathered.push(message);
    else socket.broadcast.emit('ink', [message]);
  });
});
if (kind === 'coalescing')
  setInterval(() => {
    if (gathered.length > 0) io.emit('ink', gathered);
    gathered = [];
  }, DEFAULT_LIMITS.liveIntervalMs);

http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
