/**
 * The limits and timings that clients pace themselves by and operators may change, each with its unit and why it is so; docs/protocol.md
 * lists them. These are comments, so that browsers need not load them. What nobody outside touches is a constant where it is used. A process
 * reads them once with `readLimits(env)`; the environment variable INKROOM_<NAME> (upper snake case of the key) overrides one. The gateway
 * sends those in force to each client on joining; these are for code that has no environment, such as a browser before it has joined.
 */
export const DEFAULT_LIMITS = {
  // Rooms and people
  /** people: a hall; what a full room costs is in docs/benchmarks.md */
  roomPeopleMax: 250,
  /** people: everybody who was ever there can come back as themselves; beyond it those are forgotten of whom nothing is left */
  roomPeopleKnownMax: 5_000,
  /** people/min: of one room: a hall behind one address comes in at once; a script that is somebody new each time must not crowd a room */
  newPeoplePerAddressPerMinute: 250,
  /** s: a course comes back to its room within a month */
  roomIdleTtlSeconds: 30 * 24 * 3600,
  /** rooms/h: a school shares one address; a script does not need more */
  roomsPerAddressPerHour: 120,
  /** ms: a code leads into its room for so long after a host’s screen has last said that it shows it; it does so every half minute */
  joinCodeShownMs: 90_000,
  /** ms: a school day; what is on the blackboard next morning is no code any more */
  joinCodeMaxMs: 12 * 3600_000,
  /** codes/10 min: of a million: three slips of each pupil of a class behind one address; a script does not find a room */
  wrongCodesPerAddress: 100,
  /** codes/10 min: of all addresses together: where ten rooms show a code, it takes a whole day to find one by chance */
  wrongCodesMax: 1_000,
  /** characters: fits a label beside a cursor */
  nameLengthMax: 40,
  /** characters: fits the header of a phone on two lines */
  titleLengthMax: 80,
  // The page
  /** rows: 320 to 640 cells; beyond it a snapshot outgrows a phone, and another page can be begun */
  pageRowsMax: 40,
  /** pages: of a room: a course of a year; what a gateway keeps of each is small */
  pagesMax: 100,
  /** ms: so long nobody’s ink takes the place of a deleted page: whoever is there sees it, and a host brings it back */
  deletedPageKeptMs: 600_000,
  /** rows: so many cells of a page stay free, as long as it can grow: thirty who begin at once all find one */
  pageFreeRows: 2,
  /** clearings: of their own ink that somebody can bring back on a page; what others wrote can always be brought back */
  clearingsKept: 8,
  /** share of a page: five cells of a new page: who has begun as many leaves its last free ones to others */
  pageHeldShare: 0.125,
  /** share of a page: ten cells of a new page: what is left to others */
  pageKeptShare: 0.25,
  /** strokes: a digit takes one to five; the rest is room for scribbling */
  cellStrokesMax: 60,
  /** opinions: kept of a cell: each of the eleven labels has room beside one more, so that only somebody who says the same as another gives way */
  cellOpinionsMax: 12,
  /** points: ten seconds of a 100 Hz pen; a longer stroke is split by the client */
  strokePointsMax: 1000,
  /** bytes: sixteen thousand strokes of digits; what a phone can be given of a page at once */
  pageInkBytesMax: 16 * 2 ** 20,
  /** bytes: in Redis: four full pages, with what was cleared on them and what only samples hold */
  roomInkBytesMax: 64 * 2 ** 20,
  /** share of a page and a room: two thousand strokes of a page: nobody alone can fill it for the others */
  personInkShare: 0.125,
  /** share of a room: a thousand strokes: who holds more leaves the last of a room to those who do not */
  littleInkShare: 0.015625,
  /** share of a room: kept for who holds little, its last half for hosts: one hand under eight names leaves others room to write */
  keptInkShare: 0.125,
  /** share of roomInkBytesMax: hosts are told from there on, while there is time to go on in another room */
  roomInkToldShare: 0.8,
  /** ms: how often a host is told of a room that is nearly full of ink */
  roomInkLookMs: 5_000,
  /** cell units: below it nothing is left at 28 x 28 */
  strokeWidthMin: 4,
  /** cell units: above it a digit becomes a blot */
  strokeWidthMax: 60,
  /** cell units: a stroke may run over its cell by two cells on each side, no further */
  pointReach: 560,
  /** operations: beyond it a snapshot is smaller than the replay */
  logReplayMax: 2000,
  /** operations: how much of the log a room keeps for replay */
  logLengthMax: 20000,
  /** bytes: of the log that a room keeps for replay: twenty thousand entries take some six, where nobody makes them long */
  logBytesMax: 16 * 2 ** 20,
  /** operation ids: a repeated operation is recognised as long as its log entry is kept */
  opIdsKept: 20000,
  // Live traffic
  /** bytes: a stroke of 1,000 points is about 20 kB; nothing else is larger */
  messageBytesMax: 128 * 1024,
  /** ms: 30 updates a second look continuous and one merged message a tick scales */
  liveIntervalMs: 33,
  /** messages/s: merged activity that one room costs a gateway, and live messages that it takes in: thirty see each other within a few ms, a hundred sixty times a second */
  roomMessagesPerSecond: 6_000,
  /** ms: twenty times a second still looks continuous; two hundred people must see a stroke within a tenth of a second */
  tickMaxMs: 50,
  /** ms: an entry may come some ticks later than the answer to its operation or than one of another gateway; then it is lost */
  gapPatienceMs: 250,
  /** points: one live message: half a second of a 240 Hz pen */
  livePointsMax: 120,
  /** ms: live ink whose author vanished is swept away */
  liveExpiryMs: 10_000,
  /** strokes: of one person at once: ten fingers of some who write at one board, and as many strokes that are about to be stored */
  liveStrokesMax: 24,
  /** ms: how often an unfinished stroke is read: eight times a second feels live */
  liveReadIntervalMs: 120,
  /** cells/s: predictions of unfinished strokes of one room: with more than 36 at a time each is read less often, so that finished ones need not wait */
  roomLiveReadsPerSecond: 300,
  /** ms: cells whose turn to be read comes within it share a round trip and a write to disk; it is not felt */
  liveReadGatherMs: 10,
  /** messages/s: thirty live messages a second, and as many again for the rest */
  messagesPerSecond: 60,
  /** messages: a client that returns after four seconds offline sends its outbox at once */
  messagesBurst: 240,
  /** points: of a stroke, which count as a further message: the law, the store and models have work with each */
  pointsPerMessage: 100,
  /** strokes: cleared or restored by one operation, which count as a further message: a page may hold ten thousand */
  strokesPerMessage: 50,
  /** bytes/s: a pen of 240 Hz sends 12 kB a second, live and stored: two fingers and as much again */
  bytesPerSecond: 48 * 1024,
  /** bytes: four times the largest message, some hundred digits that were written offline; who owes as much again is cut off */
  bytesBurst: 512 * 1024,
  /** requests: of those that read much of a room; with more of them who writes would wait, and each would take longer */
  roomReadsAtOnce: 4,
  /** messages: what a request that reads a whole room or starts a run counts for, beside a message of ink */
  heavyRequestCost: 10,
  /** connections: a whole school behind one address */
  connectionsPerAddress: 400,
  /** ms: connections of a killed gateway count no longer than this: a school that comes back must not be too many */
  addressSlotMs: 6_000,
  /** ms: who has not come into a room by then does not need the connection; who is about to, comes back by themselves */
  joinWithinMs: 10_000,
  /** ms: a request whose head has not come by then never will: half-open connections must not gather */
  httpHeadersMs: 10_000,
  /** ms: a dropped connection is noticed within ten seconds */
  heartbeatIntervalMs: 5_000,
  /** ms: phones wake slowly; below it healthy connections are cut */
  heartbeatTimeoutMs: 10_000,
  /** ms: after it a client sends again; the operation id keeps it single */
  requestTimeoutMs: 8_000,
  /** ms: first try again after a dropped connection */
  reconnectDelayMs: 250,
  /** ms: a class that returns at once must not find its page asleep for long */
  reconnectDelayMaxMs: 4_000,
  /** operations: sent without waiting for one another on a slow connection; operations on one cell still go one by one */
  outboxWindow: 8,
  /** steps: more than anybody remembers having drawn */
  undoStepsMax: 200,
  /** ms: people of a killed gateway disappear after this */
  presenceTtlMs: 15_000,
  /** ms: how long one request waits for Redis before it answers storage_unavailable */
  storageRetryMs: 6_000,
  /** ms: how often a gateway asks whether Redis answers */
  storageProbeMs: 1_000,
  /** ms: people are told that Redis is away when it is silent so long */
  storageSilenceMs: 2_000,
  // Recognition
  /** cells: beyond it a batch gains little speed and costs delay */
  recognitionBatchMax: 64,
  /** ms: how long the first cell of a batch waits for company; more makes everybody wait and hardly larger batches */
  recognitionDelayMs: 1,
  /** cells: what a worker’s core reads in a tenth of a second; beyond it live predictions are dropped, for later ones follow */
  recognitionQueueMax: 500,
  /** ms: how often a gateway looks how long the queue is: in a second it could grow by thousands */
  recognitionQueueWatchMs: 100,
  /** drawings/min: sent to POST /api/predict: five of a class draw in the lobby at a time, four questions a second each; a fifth of what one worker can do */
  predictionsPerAddressPerMinute: 1_200,
  /** drawings: sent to POST /api/predict and waiting for a worker, of a gateway: eight megabytes at most. One address has a quarter of them */
  predictionsAtOnceMax: 64,
  /** ms: for a drawing to come to POST /api/predict: a few kilobytes, also by a poor network */
  predictionBodyMs: 2_000,
  /** ms: how long POST /api/predict waits while workers predict people’s ink; usually it takes ten to twenty */
  predictionTimeoutMs: 3_000,
  /** share: what a new model may lose on the test set: 0.3 points */
  gateTestDropMax: 0.003,
  /** share: a model that forgets a single digit shows it here first */
  gateClassFloor: 0.95,
  /** share: of the test set's digits, taken for no digit: twice what the shipped model may refuse, and a flood of wrong labels teaches far more */
  gateRefusedMax: 0.01,
  /** drawings: in a smaller holdout a single drawing decides */
  gateHoldoutMin: 10,
  /** ms: within the time of the request that waits for it */
  gateTimeoutMs: 6_000,
  /** ms: finding out whether a version loads, for an override after gateTimeoutMs; both within the time of the request */
  gateLoadMs: 1_500,
  /** bytes: the largest model that layersParametersMax allows, zipped */
  importBytesMax: 12 * 2 ** 20,
  /** files: of all rooms of a gateway, which keeps each in memory until a worker has looked at it */
  importsAtOnceMax: 8,
  /** files: a school shares one address; a script leaves room for others */
  importsPerAddressMax: 3,
  /** ms: the largest file over a connection of two megabits a second */
  importUploadMs: 60_000,
  /** ms: loading MNIST and reading its test set; a download of MNIST may be part of it */
  importTimeoutMs: 60_000,
  /** files/min: a class behind one address fetches a model each; a script does not need more */
  transfersPerAddressPerMinute: 60,
  /** bytes: of a room that comes from a file: a full one, gzipped; unpacked it is held to what a room may hold */
  roomFileBytesMax: 32 * 2 ** 20,
  /** files: of a gateway, on their way out or in, and one of each room and address: each has a thread, with a whole room in memory */
  roomFilesAtOnceMax: 4,
  /** versions: some half a megabyte each; the oldest go, never one in use */
  versionsKeptPerRoom: 50,
  /** ms: a version that could not be loaded is tried again after this */
  modelRetryMs: 10_000,
  /** ms: a cell that another model read in the champion’s place is read again after this; loading takes less */
  standInRetryMs: 250,
  // Training
  /** runs: one room must not fill the queue of all */
  runsActivePerRoom: 4,
  /** epochs: an hour of the notebook CNN on two cores */
  runEpochsMax: 50,
  /** samples: beyond it a step no longer gets faster */
  runBatchSizeMax: 1024,
  /** bytes: what one training step lays out of its images; the process takes about twice as much, which a laptop has */
  runStepBytesMax: 1_500_000_000,
  /** layers: twice what the best small models of MNIST have; fits a phone */
  layersMax: 12,
  /** weights: sixteen megabytes of files for each version that a room keeps */
  layersParametersMax: 2_000_000,
  /** multiply-adds an image: ten times the notebook CNN: on two cores a run of five epochs takes the best part of half an hour */
  layersMultiplyAddsMax: 40_000_000,
  /** images: MNIST has no more */
  runReplayMax: 60_000,
  /** images of a part: what a person looks through; each is a kilobyte of what run.read answers */
  mistakesMax: 100,
  /** ms: ten reports a second: smooth to the eye, cheap to relay */
  progressIntervalMs: 100,
  /** points: a chart’s width; each of ten batches or more of a usual run, less noisy than one */
  runPointsMax: 600,
  /** lines: what a person scrolls through */
  runLogLinesMax: 500,
  /** runs: the oldest ended runs leave the list */
  runsKeptPerRoom: 50,
  /** ms: after it the training process is killed */
  cancelGraceMs: 5_000,
  /** ms: a training process that says nothing for so long hangs, as with its driver; the longest step takes a minute */
  trainingSilenceMs: 300_000,
  /** ms: a killed training worker is noticed after this */
  trainingLockMs: 6_000,
  /** ms: how often stalled training jobs are looked for */
  trainingStalledCheckMs: 3_000,
  /** restarts: a run that takes its worker down each time must not do so for ever */
  runRestartsMax: 3,
  /** ms: a run that no worker has in hand for so long is queued again or, in an empty pool, fails: well within twenty seconds */
  runLostMs: 10_000,
  /** ms: that nobody predicts any more shows within three seconds */
  workerHeartbeatMs: 500,
  /** ms: three missed heartbeats */
  workerExpiryMs: 2_000,
  /** ms: what a killed worker loses at most beside the epoch in hand; short epochs must not keep Redis busy */
  checkpointIntervalMs: 3_000,
  /** ms: how often a worker asks a Redis again that refuses to be written to: for its next job, or to record how a run ended */
  refusedRetryMs: 2_000,
  /** samples: a class of thirty, each of them seven hundred times */
  samplesPerRoomMax: 20_000,
  /** bytes: in Redis, for each room; a digit takes one to two kilobytes, a cell full of scribbles a hundred */
  samplesBytesMax: 48 * 2 ** 20,
  /** share of authors: one writer in five is kept to measure on */
  holdoutShare: 0.2,
  /** ms: a mirror that sends nothing for so long is given up */
  downloadTimeoutMs: 10_000,
  // Processes
  /** ms: what a job in hand gets on SIGTERM */
  shutdownGraceMs: 10_000,
};

export type LimitName = keyof typeof DEFAULT_LIMITS;
export type Limits = Readonly<Record<LimitName, number>>;
export const LIMIT_NAMES = Object.keys(DEFAULT_LIMITS) as LimitName[];

/** The environment variable that overrides a limit: `strokePointsMax` is INKROOM_STROKE_POINTS_MAX. */
export function limitVariable(name: LimitName): string {
  return `INKROOM_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * The effective limits under an environment.
 * @throws Error naming the variable when an override is not a number above zero: a typo must not lift a limit.
 */
export function readLimits(env: Record<string, string | undefined> = {}): Limits {
  const entries = LIMIT_NAMES.map((name) => {
    const variable = limitVariable(name);
    const text = env[variable];
    if (text === undefined || text === '') return [name, DEFAULT_LIMITS[name]];
    const value = Number(text);
    if (!Number.isFinite(value) || value <= 0)
      throw new Error(`${variable} must be a number above zero, not "${text}"`);
    return [name, value];
  });
  return Object.fromEntries(entries) as Limits;
}
