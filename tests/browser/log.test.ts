import { createRoom, memoryStorage, RoomClient, shownPage, whenView } from '@inkroom/client';
import { hasEnded, improvementRun } from '@inkroom/shared';
import { roomDigest } from '@inkroom/store';
import { Redis } from 'ioredis';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { enter, visit } from '../support/browser.ts';
import { until } from '../support/until.ts';

let stack: PrivateStack;
let browser: Browser;
beforeAll(async () => {
  stack = await startPrivateStack({ web: true, env: { LOG_LEVEL: 'debug', INKROOM_MNIST_MIRRORS: 'none' } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const said = (text: string) => until(`"${text}" is logged`, () => stack.lines.find((line) => line.includes(text)));

it('R9 whoever reads the log of any part learns no room’s id and no key, whatever goes wrong', async () => {
  const room = await createRoom(stack.gatewayUrl);
  if (!room.ok) throw new Error(room.error.code);
  const { roomId, hostKey, writeKey, watchKey } = room.value;
  const storage = memoryStorage();
  const host = new RoomClient({ gatewayUrl: stack.gatewayUrl, roomId, key: hostKey, storage, name: 'Host' });
  await host.start();
  const guest = await visit(browser);
  await guest.page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
  await enter(guest, 'Ann');
  const draw = (cell: number) => {
    const pen = host.beginStroke({ cell });
    pen.add([140, 40, 0.5, 0, 140, 240, 0.5, 100]);
    pen.end();
  };
  draw(0);
  await whenView(host.view, (view) => Boolean(shownPage(view).cells[0]?.prediction));
  await host.settled(host.labelCell(0, 1));

  const started = await host.startRun({ ...improvementRun('cpu'), epochs: 1, replay: 500 });
  if (!started.ok) throw new Error(started.error.code);
  await whenView(host.view, ({ runs }) => runs.some((run) => run.id === started.value.id && hasEnded(run)), 60_000);
  expect(await said('run taken')).toContain(`"roomId":"${roomDigest(roomId)}"`);
  expect(await host.importVersion(new Blob(['no zip']))).toMatchObject({ error: { code: 'artifact_corrupt' } });
  await said('a file was refused');

  // Redis' errors carry the commands that failed.
  const redis = new Redis(stack.redis.url);
  await redis.config('SET', 'maxmemory', '1');
  draw(1);
  await said('the store is away');
  await redis.config('SET', 'maxmemory', '0');
  redis.disconnect();
  await said('the store answers again');

  stack.signal('web', 'SIGKILL');
  await until('the app is away', async () => (await fetch(`${stack.url}/r/${roomId}`)).status === 503);
  await said('the app does not answer');

  const { personKey } = (await storage.identity(roomId, 'member'))!;
  await host.stop();
  await guest.context.close();
  for (const secret of [roomId, hostKey, writeKey, watchKey, personKey])
    expect(stack.lines.filter((line) => line.includes(secret))).toEqual([]);
});
