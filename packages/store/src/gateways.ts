import type { GatewayInfo, Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { GATEWAYS, GATEWAYS_SEEN } from './keys.js';
import { LuaScript } from './script.js';

const beat = new LuaScript('heartbeat');
const online = new LuaScript('online-workers');
const KEYS = { seen: GATEWAYS_SEEN, workers: GATEWAYS };

/** Says that a gateway is there; to be repeated every `workerHeartbeatMs`. */
export async function gatewayBeat(redis: Redis, gateway: GatewayInfo): Promise<void> {
  await beat.run(redis, KEYS, { id: gateway.id, worker: JSON.stringify(gateway) });
}

/** Takes a gateway that ends in order off the list at once. */
export async function removeGateway(redis: Redis, gatewayId: string): Promise<void> {
  await redis.multi().zrem(GATEWAYS_SEEN, gatewayId).hdel(GATEWAYS, gatewayId).exec();
}

/** All gateways heard of within `workerExpiryMs`, in the order of their ids. */
export async function onlineGateways(redis: Redis, limits: Limits): Promise<GatewayInfo[]> {
  const list = (await online.run(redis, KEYS, { expiryMs: limits.workerExpiryMs })) as string[];
  return list.map((json) => JSON.parse(json) as GatewayInfo).sort((a, b) => (a.id < b.id ? -1 : 1));
}
