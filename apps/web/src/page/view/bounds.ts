/** A box, in page units or in pixels. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function unite(a: Bounds | null, b: Bounds | null): Bounds | null {
  if (!a || !b) return a ?? b;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

export function moveBounds(bounds: Bounds, dx: number, dy: number): Bounds {
  return { left: bounds.left + dx, top: bounds.top + dy, right: bounds.right + dx, bottom: bounds.bottom + dy };
}

export function overlaps(a: Bounds, b: Bounds): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** A box of device pixels rounded outwards and cut to a canvas, hairlines at its edges included; null when it lies outside. */
export function wholePixels(box: Bounds, { width, height }: { width: number; height: number }): Bounds | null {
  const whole = {
    left: Math.max(0, Math.floor(box.left) - 1),
    top: Math.max(0, Math.floor(box.top) - 1),
    right: Math.min(width, Math.ceil(box.right) + 2),
    bottom: Math.min(height, Math.ceil(box.bottom) + 2),
  };
  return whole.left < whole.right && whole.top < whole.bottom ? whole : null;
}
