import { correctionSlots, type RunRequest } from '@inkroom/shared';

/** Images of MNIST's training set, where no version has told how many there really are. */
const MNIST_SIZE = 60_000;

/** How many images a run shows in one epoch, as far as it can be told before it starts. */
export function imagesPerEpoch(
  { dataset, replay }: Pick<RunRequest, 'dataset' | 'replay'>,
  corrections: number,
  mnistSize: number = MNIST_SIZE,
): number {
  if (dataset === 'corrections') return corrections;
  if (dataset === 'mnist') return mnistSize;
  const base = replay > 0 ? replay : mnistSize;
  return base + correctionSlots(base, corrections);
}
