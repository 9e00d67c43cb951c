import { useFormatter } from 'use-intl';

const UNITS = [
  { unit: 'gigabyte', size: 1e9 },
  { unit: 'megabyte', size: 1e6 },
  { unit: 'kilobyte', size: 1e3 },
] as const;

/** Writes a number of bytes in the largest unit of which there is at least one. */
export function useBytes(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const { unit, size } = UNITS.find((candidate) => bytes >= candidate.size) ?? UNITS[2];
    const value = bytes / size;
    return format.number(value, { style: 'unit', unit, maximumFractionDigits: value < 100 && size > 1e3 ? 1 : 0 });
  };
}
