/** The value of a design token where `element` stands, such as `token(canvas, '--color-ink')`. */
export function token(element: Element, name: `--${string}`): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}
