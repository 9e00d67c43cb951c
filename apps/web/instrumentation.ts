/** Next calls this once, before the first request. */
export async function register(): Promise<void> {
  // Next builds this for its edge runtime too, which has no process to end.
  if (process.env.NEXT_RUNTIME === 'nodejs') (await import('./src/core/check-settings')).checkSettings();
}
