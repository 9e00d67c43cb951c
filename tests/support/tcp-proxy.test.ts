import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

let server: Server;
let proxy: TcpProxy;
/** Connections that the server knows to have ended. */
let ended: Set<Socket>;
const clients: Socket[] = [];
const portOf = (listening: Server) => (listening.address() as AddressInfo).port;

beforeEach(async () => {
  // A late end of an earlier test's counts there.
  const those = new Set<Socket>();
  ended = those;
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('close', () => those.add(socket));
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await TcpProxy.open(portOf(server));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

/** Somebody whose words come back to them. */
function talk(port = proxy.port) {
  const socket = connect(port, '127.0.0.1');
  clients.push(socket);
  const one = { socket, heard: '', closed: false };
  socket.setEncoding('utf8').on('data', (text: string) => {
    one.heard += text;
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    one.closed = true;
  });
  return one;
}

it('hands everything on in order, each piece after its delay, also when that changes', async () => {
  const one = talk();
  one.socket.write('a');
  await until('it is back', () => one.heard === 'a');
  proxy.delayMs = 80;
  const began = performance.now();
  one.socket.write('b');
  await until('the proxy has it', () => one.socket.bytesWritten === 2 && performance.now() > began + 20);
  proxy.delayMs = 0;
  one.socket.write('c');
  await until('all is back', () => one.heard === 'abc');
  expect(performance.now() - began).toBeGreaterThanOrEqual(80);
});

it('cuts what is open and takes what comes', async () => {
  const [one, other] = [talk(), talk()];
  one.socket.write('a');
  other.socket.write('b');
  await until('both are there', () => one.heard + other.heard === 'ab');
  proxy.cut();
  await until('both know', () => one.closed && other.closed && ended.size === 2);
  const next = talk();
  next.socket.write('c');
  await until('it passes', () => next.heard === 'c');
});

it('swallows what is open for good and tells nobody, while others pass', async () => {
  const one = talk();
  one.socket.write('a');
  await until('it is back', () => one.heard === 'a');
  proxy.swallow();
  one.socket.end('b');
  proxy.release();
  const next = talk();
  next.socket.write('c');
  await until('the next passes', () => next.heard === 'c');
  expect([one.heard, one.closed, ended.size]).toEqual(['a', false, 0]);
});

it('holds what is open and what comes, and releases all of it', async () => {
  const one = talk();
  one.socket.write('a');
  await until('it is back', () => one.heard === 'a');
  proxy.hold();
  const next = talk();
  one.socket.write('b');
  next.socket.write('c');
  await until('both have spoken', () => one.socket.bytesWritten === 2 && next.socket.bytesWritten === 1);
  // Time enough for what passes to have passed: somebody with no proxy in between has begun and heard back by then, several times.
  for (let i = 0; i < 5; i++) {
    const witness = talk(portOf(server));
    witness.socket.write('d');
    await until('the witness hears', () => witness.heard === 'd');
  }
  expect(one.heard + next.heard).toBe('a');
  proxy.release();
  await until('both are heard', () => one.heard === 'ab' && next.heard === 'c');
});

it('goes on to the next target where one does not answer', async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const port = portOf(gone);
  await new Promise((resolve) => gone.close(resolve));
  proxy.targets.unshift(port);
  const one = talk();
  one.socket.write('a');
  await until('it passes', () => one.heard === 'a');
});
