import { describe, expect, it } from 'vitest';
import { gatewayShare, kilobytesToEach, redisShare } from './costs.ts';
import { FITTED, WITHHELD } from './figures.ts';
import { playLessons } from './lessons.ts';
import { mostRooms, planFor } from './plan.ts';

const LESSONS = { drawing: 0.4, seconds: 60 };

describe('the model of capacity', () => {
  it('foretells a room of twice as many people as made it', () => {
    const { drawers, gateway, kilobytes } = WITHHELD;
    expect(FITTED.map((row) => row.drawers)).not.toContain(drawers);
    expect(Math.abs(gatewayShare({ drawers, people: drawers }) / gateway - 1)).toBeLessThan(0.15);
    expect(Math.abs(kilobytesToEach(drawers) / kilobytes - 1)).toBeLessThan(0.15);
  });

  it('takes nothing for a class that does not draw', () => {
    expect(
      playLessons({ ...LESSONS, drawing: 1e-9, rooms: 5, gateways: 2, redises: 1, together: false }),
    ).toMatchObject({
      gateway: 0,
      redis: 0,
      workers: 0,
      megabits: 0,
    });
  });

  it('has Redis pay for a class that is spread over gateways, more than in proportion', () => {
    const [one, two, eight] = [1, 2, 8].map((gateways) => redisShare(12, gateways) - redisShare(12, 1));
    expect(one).toBe(0);
    expect(eight! / two!).toBeGreaterThan(4);
  });

  it('plays the same lessons again from the same seed', () => {
    const design = { ...LESSONS, rooms: 20, gateways: 3, redises: 1, together: false };
    expect(playLessons(design, 7)).toEqual(playLessons(design, 7));
    expect(playLessons(design, 7)).not.toEqual(playLessons(design, 8));
  });

  it('finds where one Redis ends, and that many bear what one does not', () => {
    const most = mostRooms({ ...LESSONS, together: true }, 1);
    expect(most).toBeGreaterThan(5);
    const rooms = 4 * most;
    expect(planFor({ ...LESSONS, rooms, together: true }, 1)).toBeNull();
    const plan = planFor({ ...LESSONS, rooms, together: true }, 100)!;
    expect(plan.design.redises).toBeGreaterThan(3);
    expect(plan.redis).toBeLessThanOrEqual(0.7);
    expect(plan.gateway).toBeLessThanOrEqual(0.7);
  });
});
