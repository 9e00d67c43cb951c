import { gaussian } from '../random.js';

/**
 * A smooth random displacement over a digit whose height is 1: two waves of random direction, length and phase. The vector's
 * way to the elastic distortion of Simard, Steinkraus and Platt (2003): bends what is written and tears nothing.
 * @param size standard deviation of a wave's height, in heights of the digit
 * @param waves how many of a wave's lengths fit into the digit, least and most
 */
export function elasticField(
  random: () => number,
  size: number,
  [fewest, most]: readonly [number, number],
): (u: number, v: number) => number {
  const wave = () => {
    const direction = 2 * Math.PI * random();
    const frequency = 2 * Math.PI * (fewest + (most - fewest) * random());
    return {
      x: frequency * Math.cos(direction),
      y: frequency * Math.sin(direction),
      phase: 2 * Math.PI * random(),
      size: size * gaussian(random),
    };
  };
  const [a, b] = [wave(), wave()];
  return (u, v) => a.size * Math.sin(a.x * u + a.y * v + a.phase) + b.size * Math.sin(b.x * u + b.y * v + b.phase);
}
