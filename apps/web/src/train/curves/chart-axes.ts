import type UPlot from 'uplot';
import { token } from '../../ui/theme';
import type { CurveKind } from './curve-data';
import { axisTicks } from './curve-scale';

/** Axes of a curve over epochs (`across` in words), in the page's colours as they are where `element` stands. */
export function chartAxes(element: HTMLElement, kind: CurveKind, across: string): UPlot.Axis[] {
  const axis: UPlot.Axis = {
    stroke: token(element, '--color-ink-faint'),
    font: `11px ${token(element, '--font-sans')}`,
    grid: { stroke: token(element, '--color-chart-grid'), width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  const ticks = axisTicks(kind);
  return [
    {
      ...axis,
      size: 22,
      label: across,
      labelSize: 16,
      labelGap: 0,
      labelFont: `11px ${token(element, '--font-sans')}`,
      incrs: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      space: 40,
    },
    {
      ...axis,
      size: 44,
      space: 28,
      splits: () => [...ticks.keys()],
      values: (_plot, heights) => heights.map((height) => ticks.get(height) ?? ''),
    },
  ];
}
