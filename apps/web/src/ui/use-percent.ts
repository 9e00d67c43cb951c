import { useFormatter } from 'use-intl';

/** Writes a share (0..1) as a percentage with two digits after the point: models differ in the second. */
export function usePercent(): (share: number) => string {
  const format = useFormatter();
  return (share) => format.number(share, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
