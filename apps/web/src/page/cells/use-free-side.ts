import { type RoomClient, shownPage } from '@inkroom/client';
import { CELL_SIZE, type CellIndex } from '@inkroom/shared';
import { type RefObject, useLayoutEffect, useState } from 'react';
import { useRoomClient } from '../../core/room-provider';
import { type Bounds, moveBounds } from '../view/bounds';
import { hasInk } from './free-place';

/** On which side of its cell a strip lies; `none` where it would cover ink on either. */
type Side = 'below' | 'above' | 'none';

/** The side of a cell on which its strip covers no ink of any cell, as the ink and the zoom change. */
export function useFreeSide(strip: RefObject<HTMLElement | null>, cell: CellIndex): Side {
  const client = useRoomClient();
  const [side, setSide] = useState<Side>('none');
  useLayoutEffect(() => {
    const element = strip.current!;
    const around = element.offsetParent as HTMLElement | null;
    const look = () => setSide(around ? freeSide(client, cell, element, around.offsetWidth) : 'below');
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (around) observer.observe(around);
    const end = client.view.subscribe(look);
    return () => {
      end();
      observer.disconnect();
    };
  }, [client, cell, strip]);
  return side;
}

function freeSide(client: RoomClient, cell: CellIndex, strip: HTMLElement, cellPx: number): Side {
  const unit = CELL_SIZE / cellPx;
  const left = strip.offsetLeft * unit;
  const right = left + strip.offsetWidth * unit;
  const height = strip.offsetHeight * unit;
  // Above it lies as far over the edge as below.
  const over = Math.min(strip.offsetTop, cellPx - strip.offsetTop - strip.offsetHeight);
  const above = { left, right, top: over * unit, bottom: over * unit + height };
  const below = moveBounds(above, 0, CELL_SIZE - above.bottom - above.top);
  if (!coversInk(client, cell, below)) return 'below';
  return coversInk(client, cell, above) ? 'none' : 'above';
}

/** @param box in units from the corner of `cell` */
function coversInk(client: RoomClient, cell: CellIndex, box: Bounds): boolean {
  const { columns } = shownPage(client.view.getState());
  const column = cell % columns;
  for (let down = Math.floor(box.top / CELL_SIZE); down * CELL_SIZE < box.bottom; down++) {
    for (let across = Math.floor(box.left / CELL_SIZE); across * CELL_SIZE < box.right; across++) {
      if (column + across < 0 || column + across >= columns) continue;
      const strokes = client.strokesOf(cell + down * columns + across);
      if (hasInk(strokes, moveBounds(box, -across * CELL_SIZE, -down * CELL_SIZE))) return true;
    }
  }
  return false;
}
