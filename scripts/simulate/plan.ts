import { BUSY_MAX, type Design, type Load, playLessons } from './lessons.ts';

export interface Plan extends Load {
  design: Design;
  /** Cores in all, with what is left idle for safety; parts share them where there are few classes. */
  cores: number;
}

/** The smallest machine that is rented. */
const CORES_MIN = 2;

type Fixed = Pick<Design, 'rooms' | 'together' | 'seconds' | 'drawing'>;

/**
 * The fewest gateways that bear so many classes at once, and the fewest Redis, with no core busier than {@link BUSY_MAX}; null where
 * more of them do not help any more: what they tell each other grows faster than what each takes off the others.
 * @param redisesMax how many Redis the design may have; one as inkroom is
 */
export function planFor(fixed: Fixed, redisesMax: number): Plan | null {
  const alone = playLessons({ ...fixed, gateways: 1, redises: 1 });
  let gateways = Math.ceil(alone.gateway / BUSY_MAX);
  let redises = Math.ceil(alone.redis / BUSY_MAX);
  while (redises <= redisesMax) {
    const design = { ...fixed, gateways, redises };
    const load = playLessons(design);
    if (load.redis > BUSY_MAX) redises += step(redises);
    else if (load.gateway > BUSY_MAX) gateways += step(gateways);
    else {
      const busy = gateways * load.gateway + redises * load.redis + load.workers;
      return { ...load, design, cores: Math.max(CORES_MIN, Math.ceil(busy / BUSY_MAX)) };
    }
  }
  return null;
}

/** What is tried next: as near as matters. */
function step(count: number): number {
  return Math.max(1, Math.round(count / 30));
}

/** How many classes at once a design bears at most. */
export function mostRooms(fixed: Omit<Fixed, 'rooms'>, redisesMax: number): number {
  let rooms = 1;
  while (planFor({ ...fixed, rooms: rooms + 1 }, redisesMax)) rooms++;
  return rooms;
}
