/** A place in a tab's window, in CSS pixels. */
export interface Place {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/**
 * One tab of a browser: the few verbs that every engine's driver has. `Hand` makes a person's of them. Uncaught errors, console errors
 * and what the page's policy blocks are noted as troubles, at the latest when it is closed.
 */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function within the page; what goes in and comes out is JSON. */
  evaluate<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<R>;
  /** Comes down at the first place, moves through all, and lifts at the last: a line, or of one place a tap. */
  draw(places: readonly Place[], by?: 'mouse' | 'touch'): Promise<void>;
  /** Types characters where the focus is, one key each. */
  type(text: string): Promise<void>;
  press(key: 'Enter' | 'Escape' | 'Tab'): Promise<void>;
  resize(size: Size): Promise<void>;
  /** Leaves a picture, a PNG, at a path. */
  picture(path: string): Promise<void>;
  /** Ends the browser and all that came with it. */
  close(): Promise<void>;
}

/** What shows the web's pages in one family of browsers. */
export interface Engine {
  readonly name: 'Chromium' | 'Firefox' | 'WebKit';
  /** Debian's packages that bring it. */
  readonly packages: readonly string[];
  isHere(): boolean;
  open(size: Size): Promise<Tab>;
}

/**
 * Runs in a page before its own scripts: what the page's policy blocks becomes an error of the console. Some browsers tell it to nobody
 * but the person at their tools.
 */
export function tellOfBlocked(): void {
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
    console.error(`blocked by ${effectiveDirective}: ${blockedURI} at ${sourceFile}:${lineNumber}`),
  );
}

/** A function and what it gets as one expression, for drivers that take text. */
export function asExpression(run: (...args: never[]) => unknown, args: readonly unknown[]): string {
  return `(${run})(...${JSON.stringify(args)})`;
}
