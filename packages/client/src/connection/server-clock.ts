/** The server's time, told without asking it: the clock of this device may be wrong by minutes, or be set right meanwhile. */
export class ServerClock {
  /** What the server's clock is ahead of this device's, ms. */
  offset = 0;

  /** ms since the epoch */
  now(): number {
    return Math.round(deviceTime() + this.offset);
  }

  /**
   * Right to half of what the answer took, which is nothing beside what people are told.
   * @param askedAt by {@link deviceTime}
   */
  measured(askedAt: number, told: number): void {
    this.offset = told - (askedAt + deviceTime()) / 2;
  }
}

/** The time by this device, ms since the epoch. Unlike `Date.now()` it does not jump when the device's clock is set. */
export function deviceTime(): number {
  return performance.timeOrigin + performance.now();
}
