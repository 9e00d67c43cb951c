import { useFormatter } from 'use-intl';

/**
 * Writes a share (0..1) as a percentage.
 * @param digits after the point; two, for models differ in the second
 */
export function usePercent(digits = 2): (share: number) => string {
  const format = useFormatter();
  return (share) =>
    format.number(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });
}
