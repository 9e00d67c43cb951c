import type { Label } from '@inkroom/shared';
import { Ban } from 'lucide-react';

/** What a cell is said or read to hold, as a sign: the digit, or that it is none. */
export function LabelMark({ label }: { label: Label }) {
  return label === 'not-a-digit' ? <Ban size="1em" aria-hidden /> : label;
}
