import { percentiles } from '../lib/percentiles.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { type PrivateStack, startPrivateStack } from '../lib/private-stack.ts';
import { joinRoom, openRoom } from '../replay/connect.ts';
import { clockMs } from './latency/clock.ts';
import { CrowdProcess } from './latency/crowd.ts';
import { growPage } from './latency/room.ts';
import type { BenchResult } from './result.ts';

const DRAWERS = 100;
const WARM_UP_MS = 3_000;
const MEASURED_MS = 15_000;

/**
 * How long operations take to be acknowledged, and how many tries to commit are lost, with a hundred people drawing in one room
 * through one gateway, and through two with half of them on each; all of it, the drawers included, on this machine.
 */
export async function benchCommit(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const gateways of [1, 2]) {
    progress((gateways - 1) / 2, `${DRAWERS} drawing through ${gateways} gateway${gateways > 1 ? 's' : ''}`);
    const stack = await startPrivateStack({ durable: true, gateways });
    try {
      results.push(...(await measure(stack)));
    } finally {
      await stack.stop();
    }
  }
  return results;
}

async function measure({ gatewayUrl, gatewayUrls }: PrivateStack): Promise<BenchResult[]> {
  const { roomId, hostKey, writeKey: key } = await openRoom(gatewayUrl, 'Benchmark');
  const host = await joinRoom(gatewayUrl, roomId, { name: 'Host', key: hostKey });
  const crowds: CrowdProcess[] = [];
  try {
    await growPage([host], DRAWERS);
    const count = DRAWERS / gatewayUrls.length;
    for (const [i, url] of gatewayUrls.entries())
      crowds.push(
        await CrowdProcess.join({
          ...{ gatewayUrl: url, roomId, key, count, people: 'sockets' },
          ...{ firstCell: i * count, cells: DRAWERS },
        }),
      );
    const from = clockMs() + WARM_UP_MS;
    const before = await commitsOf(gatewayUrls);
    const drawn = await Promise.all(crowds.map((crowd) => crowd.draw(from, from + MEASURED_MS)));
    const after = await commitsOf(gatewayUrls);
    const answers = drawn.flatMap((crowd) => crowd.answers).filter(({ sentAt }) => sentAt >= from);
    const found = percentiles(answers.map(({ ms }) => ms));
    if (!found) throw new PlainError('nothing was acknowledged');
    const params = { gateways: gatewayUrls.length, drawers: DRAWERS };
    const value = (name: string, unit: string, amount: number): BenchResult => {
      return { name: `commit ${name}`, params, unit, n: 1, value: amount };
    };
    const done = (after.done ?? 0) - (before.done ?? 0);
    const lost = ['behind', 'leased'].reduce((sum, what) => sum + (after[what] ?? 0) - (before[what] ?? 0), 0);
    return [
      { name: 'commit acknowledged', params, unit: 'ms', n: answers.length, ...found },
      value('commits', 'commits', done),
      value('lost-tries', '% of tries', Math.round((1000 * lost) / Math.max(1, lost + done)) / 10),
      value(
        'refused',
        'operations',
        drawn.reduce((sum, { refusals }) => sum + refusals, 0),
      ),
    ];
  } finally {
    for (const crowd of crowds) crowd.stop();
    await host.stop();
  }
}

/** How often gateways have tried to commit, by what became of it. */
async function commitsOf(urls: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const url of urls) {
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const [, outcome, count] of text.matchAll(/inkroom_commits_total\{outcome="(\w+)"\} (\d+)/g))
      counts[outcome!] = (counts[outcome!] ?? 0) + Number(count);
  }
  return counts;
}
