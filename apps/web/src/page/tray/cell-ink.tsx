import { personOf } from '@inkroom/client';
import { authorOf, CELL_SIZE, type CellIndex, type Stroke } from '@inkroom/shared';
import { memo } from 'react';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useCell } from '../page-context';
import { inkOutline, type PathSink, traceOutline } from '../paint/ink-outline';
import { usePersonInk } from '../paint/use-person-ink';

/** What is written in a cell, as large as its place. */
export function CellInk({ cell, className }: { cell: CellIndex; className?: string | undefined }) {
  const client = useRoomClient();
  // Drawn anew when the cell changes; ink may reach over its edge.
  useCell(cell);
  return (
    <svg viewBox={`0 0 ${CELL_SIZE} ${CELL_SIZE}`} className={className} aria-hidden="true">
      {client.strokesOf(cell).map((stroke) => (
        <InkPath key={stroke.id} stroke={stroke} />
      ))}
    </svg>
  );
}

const InkPath = memo(
  function InkPath({ stroke }: { stroke: Stroke }) {
    const colour = usePersonInk()(useRoomView((view) => personOf(view, authorOf(stroke.id))));
    return <path d={pathOf(stroke)} fill={colour} />;
  },
  // Ink never changes.
  (before, after) => before.stroke.id === after.stroke.id,
);

function pathOf(stroke: Stroke): string {
  const parts: string[] = [];
  const sink: PathSink = {
    moveTo: (x, y) => parts.push(`M${round(x)} ${round(y)}`),
    quadraticCurveTo: (...numbers) => parts.push(`Q${numbers.map(round).join(' ')}`),
    closePath: () => parts.push('Z'),
  };
  traceOutline(inkOutline(stroke, true), sink);
  return parts.join('');
}

const round = (value: number) => Math.round(value * 10) / 10;
