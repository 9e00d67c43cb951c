/** Shares of the window's height to which the drawer rises; the same stand in tokens.css. */
export const DRAWER_SHARES = { half: 0.38, tall: 0.58 } as const;
/** Height of the drawer's handle in CSS pixels, as in tokens.css. */
const HANDLE = 24;

/** What the open panel covers of the paper at its right and bottom edge, CSS pixels; where it will lie, not where its motion is. */
export function panelCover(): { right: number; bottom: number } {
  const panel = document.querySelector<HTMLElement>('[data-panel]');
  const lies = panel?.dataset.panel as 'side' | 'half' | 'tall' | undefined;
  if (!panel || !lies) return { right: 0, bottom: 0 };
  if (lies === 'side') return { right: panel.offsetWidth, bottom: 0 };
  return { right: 0, bottom: DRAWER_SHARES[lies] * window.innerHeight + HANDLE };
}
