/**
 * Timings of the commands that start and watch processes. They stand here and not in @inkroom/shared because they hold
 * before the workspaces are compiled.
 */
export const SCRIPT_LIMITS = {
  /** ms a part gets between SIGTERM and SIGKILL: a little more than the parts give themselves (`shutdownGraceMs`). */
  graceMs: 12_000,
  /** ms Redis gets: with `appendfsync always` nothing is left to write but the reply. */
  redisGraceMs: 5_000,
  /** ms within which signals count as one: a terminal sends Ctrl-C to npm and to us, and npm passes its own on. */
  signalDebounceMs: 700,
  /** ms before the first restart of a part; doubled each time. */
  backoffFirstMs: 250,
  /** ms: the longest wait before a restart. */
  backoffMaxMs: 8_000,
  /** Unexpected ends of one part within `crashWindowMs` after which it is given up for now: a loop, not an accident. */
  crashesMax: 5,
  crashWindowMs: 60_000,
  /** ms until a part that was given up is tried again. */
  givenUpMs: 60_000,
  /** ms after which such a try counts as one that lasts. */
  lastingMs: 10_000,
  /** ms between two times that gateways are told which parts are given up; what they are told holds for three of them. */
  tellEveryMs: 10_000,
  /** ms between two questions whether a part hangs. */
  probeEveryMs: 1_000,
  /** ms an answer may take. */
  probeTimeoutMs: 3_000,
  /** Answers missed in a row after which a part hangs: some ten seconds. A machine that is merely busy answers sooner. */
  probesMissedMax: 3,
  /** Connections that a part may refuse before its first answer: three minutes, for an engine's driver to be given up. */
  refusalsMax: 180,
  /** Lines of a part's output kept to be shown when it is given up. */
  lastLinesKept: 20,
  /** ms of a GPU worker's output held back, so that a machine without a GPU reads one line and not a page. */
  holdOutputMs: 15_000,
  /** ms a started stack gets until the page answers, on a slow machine and with models to load. */
  readyTimeoutMs: 120_000,
  /** ms between two health checks while starting. */
  readyPollMs: 150,
  /** ms one request of the health check may take. */
  readyRequestMs: 5_000,
  /** ms a new Redis gets until it answers PING; it may have a long append-only file to read. */
  redisReadyTimeoutMs: 60_000,
  redisPollMs: 25,
  /** ms Docker or Podman gets to say that it runs containers; a daemon that is still starting may hang. */
  containerAnswerMs: 4_000,
  /** How many ports after a taken default one are tried. */
  portsTried: 100,
} as const;

/** The same names with any values: tests need shorter ones. */
export type ScriptLimits = { readonly [name in keyof typeof SCRIPT_LIMITS]: number };
