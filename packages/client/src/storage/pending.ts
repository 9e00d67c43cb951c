import type { Operation } from '@inkroom/shared';

/** One's own operation that the server has not acknowledged yet, as it is kept across reloads. */
export interface PendingOperation {
  opId: string;
  op: Operation;
  /** When it was made, ms since the epoch, by the server's clock as far as it is known here. */
  at: number;
}

/** One's own operation on its way: `seq` is null until the server has acknowledged it. */
export type OwnOperation = PendingOperation & { seq: number | null };

/** The one cell that an operation concerns, told apart from those of other pages; null when it concerns more than one. */
export function cellKeyOf(op: Operation): string | null {
  if (!('page' in op)) return null;
  const cell = op.kind === 'stroke.add' ? op.stroke.cell : 'cell' in op ? op.cell : undefined;
  return cell === undefined ? null : `${op.page}/${cell}`;
}
