/** What jsdom has not and the page asks for: nothing is laid out here, so nothing ever changes its size or scrolls. */
class StillObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** A wide page in light colours: no query for anything else holds. */
function noMedia(media: string): MediaQueryList {
  const list = Object.assign(new EventTarget(), { media, matches: false, onchange: null });
  return Object.assign(list, { addListener: () => {}, removeListener: () => {} });
}

/** Fills them in, once for each file of tests. */
export function fillBrowserGaps(): void {
  window.ResizeObserver ??= StillObserver;
  window.matchMedia ??= noMedia;
  Element.prototype.scrollIntoView ??= () => {};
  Element.prototype.hasPointerCapture ??= () => false;
  document.execCommand ??= () => false;
  // Without a canvas nothing is painted, and jsdom says so each time: the components take "no context" well.
  HTMLCanvasElement.prototype.getContext = () => null;
}
