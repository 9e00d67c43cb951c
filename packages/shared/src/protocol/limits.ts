/**
 * The limits and timings that clients pace themselves by and operators may change: value, unit and why. What nobody outside
 * touches is a constant where it is used. A process reads them once with `readLimits(env)`; the environment variable
 * INKROOM_<NAME> (upper snake case of the key) overrides one. The gateway sends those in force to each client on joining.
 */
const LIMITS = {
  // Rooms and people
  roomPeopleMax: { value: 250, unit: 'people', why: 'a hall; what a full room costs is in docs/benchmarks.md' },
  roomPeopleKnownMax: {
    value: 5_000,
    unit: 'people',
    why: 'everybody who was ever there can come back as themselves; beyond it those are forgotten of whom nothing is left',
  },
  newPeoplePerAddressPerMinute: {
    value: 250,
    unit: 'people/min',
    why: 'of one room: a hall behind one address comes in at once; a script that is somebody new each time must not crowd a room',
  },
  roomIdleTtlSeconds: { value: 30 * 24 * 3600, unit: 's', why: 'a course comes back to its room within a month' },
  roomsPerAddressPerHour: {
    value: 120,
    unit: 'rooms/h',
    why: 'a school shares one address; a script does not need more',
  },
  joinCodeShownMs: {
    value: 90_000,
    unit: 'ms',
    why: 'a code leads into its room for so long after a host’s screen has last said that it shows it; it does so every half minute',
  },
  joinCodeMaxMs: {
    value: 12 * 3600_000,
    unit: 'ms',
    why: 'a school day; what is on the blackboard next morning is no code any more',
  },
  wrongCodesPerAddress: {
    value: 100,
    unit: 'codes/10 min',
    why: 'of a million: three slips of each pupil of a class behind one address; a script does not find a room',
  },
  wrongCodesMax: {
    value: 1_000,
    unit: 'codes/10 min',
    why: 'of all addresses together: where ten rooms show a code, it takes a whole day to find one by chance',
  },
  nameLengthMax: { value: 40, unit: 'characters', why: 'fits a label beside a cursor' },
  titleLengthMax: { value: 80, unit: 'characters', why: 'fits the header of a phone on two lines' },
  // The page
  pageRowsMax: {
    value: 40,
    unit: 'rows',
    why: '320 to 640 cells; beyond it a snapshot outgrows a phone, and another page can be begun',
  },
  pagesMax: { value: 100, unit: 'pages', why: 'of a room: a course of a year; what a gateway keeps of each is small' },
  deletedPageKeptMs: {
    value: 600_000,
    unit: 'ms',
    why: 'so long nobody’s ink takes the place of a deleted page: whoever is there sees it, and a host brings it back',
  },
  pageFreeRows: {
    value: 2,
    unit: 'rows',
    why: 'so many cells of a page stay free, as long as it can grow: thirty who begin at once all find one',
  },
  clearingsKept: {
    value: 8,
    unit: 'clearings',
    why: 'of their own ink that somebody can bring back on a page; what others wrote can always be brought back',
  },
  pageHeldShare: {
    value: 0.125,
    unit: 'share of a page',
    why: 'five cells of a new page: who has begun as many leaves its last free ones to others',
  },
  pageKeptShare: { value: 0.25, unit: 'share of a page', why: 'ten cells of a new page: what is left to others' },
  cellStrokesMax: { value: 60, unit: 'strokes', why: 'a digit takes one to five; the rest is room for scribbling' },
  cellOpinionsMax: {
    value: 12,
    unit: 'opinions',
    why: 'kept of a cell: each of the eleven labels has room beside one more, so that only somebody who says the same as another gives way',
  },
  strokePointsMax: {
    value: 1000,
    unit: 'points',
    why: 'ten seconds of a 100 Hz pen; a longer stroke is split by the client',
  },
  pageInkBytesMax: {
    value: 16 * 2 ** 20,
    unit: 'bytes',
    why: 'sixteen thousand strokes of digits; what a phone can be given of a page at once',
  },
  roomInkBytesMax: {
    value: 64 * 2 ** 20,
    unit: 'bytes',
    why: 'in Redis: four full pages, with what was cleared on them and what only samples hold',
  },
  personInkShare: {
    value: 0.125,
    unit: 'share of a page and a room',
    why: 'two thousand strokes of a page: nobody alone can fill it for the others',
  },
  littleInkShare: {
    value: 0.015625,
    unit: 'share of a room',
    why: 'a thousand strokes: who holds more leaves the last of a room to those who do not',
  },
  keptInkShare: {
    value: 0.125,
    unit: 'share of a room',
    why: 'kept for who holds little, its last half for hosts: one hand under eight names leaves others room to write',
  },
  roomInkToldShare: {
    value: 0.8,
    unit: 'share of roomInkBytesMax',
    why: 'hosts are told from there on, while there is time to go on in another room',
  },
  roomInkLookMs: { value: 5_000, unit: 'ms', why: 'how often a host is told of a room that is nearly full of ink' },
  strokeWidthMin: { value: 4, unit: 'cell units', why: 'below it nothing is left at 28 x 28' },
  strokeWidthMax: { value: 60, unit: 'cell units', why: 'above it a digit becomes a blot' },
  pointReach: {
    value: 560,
    unit: 'cell units',
    why: 'a stroke may run over its cell by two cells on each side, no further',
  },
  logReplayMax: { value: 2000, unit: 'operations', why: 'beyond it a snapshot is smaller than the replay' },
  logLengthMax: { value: 20000, unit: 'operations', why: 'how much of the log a room keeps for replay' },
  logBytesMax: {
    value: 16 * 2 ** 20,
    unit: 'bytes',
    why: 'of the log that a room keeps for replay: twenty thousand entries take some six, where nobody makes them long',
  },
  opIdsKept: {
    value: 20000,
    unit: 'operation ids',
    why: 'a repeated operation is recognised as long as its log entry is kept',
  },
  // Live traffic
  messageBytesMax: {
    value: 128 * 1024,
    unit: 'bytes',
    why: 'a stroke of 1,000 points is about 20 kB; nothing else is larger',
  },
  liveIntervalMs: {
    value: 33,
    unit: 'ms',
    why: '30 updates a second look continuous and one merged message a tick scales',
  },
  roomMessagesPerSecond: {
    value: 3_000,
    unit: 'messages/s',
    why: 'merged activity that one room costs a gateway: a few see each other at once, a hundred thirty times a second',
  },
  tickMaxMs: {
    value: 50,
    unit: 'ms',
    why: 'twenty times a second still looks continuous; two hundred people must see a stroke within a tenth of a second',
  },
  gapPatienceMs: {
    value: 250,
    unit: 'ms',
    why: 'an entry may come some ticks later than the answer to its operation or than one of another gateway; then it is lost',
  },
  livePointsMax: { value: 120, unit: 'points', why: 'one live message: half a second of a 240 Hz pen' },
  liveExpiryMs: { value: 10_000, unit: 'ms', why: 'live ink whose author vanished is swept away' },
  liveStrokesMax: {
    value: 24,
    unit: 'strokes',
    why: 'of one person at once: ten fingers of some who write at one board, and as many strokes that are about to be stored',
  },
  liveReadIntervalMs: {
    value: 120,
    unit: 'ms',
    why: 'how often an unfinished stroke is read: eight times a second feels live',
  },
  roomLiveReadsPerSecond: {
    value: 300,
    unit: 'cells/s',
    why: 'predictions of unfinished strokes of one room: with more than 36 at a time each is read less often, so that finished ones need not wait',
  },
  liveReadGatherMs: {
    value: 10,
    unit: 'ms',
    why: 'cells whose turn to be read comes within it share a round trip and a write to disk; it is not felt',
  },
  messagesPerSecond: {
    value: 60,
    unit: 'messages/s',
    why: 'thirty live messages a second, and as many again for the rest',
  },
  messagesBurst: {
    value: 240,
    unit: 'messages',
    why: 'a client that returns after four seconds offline sends its outbox at once',
  },
  pointsPerMessage: {
    value: 100,
    unit: 'points',
    why: 'of a stroke, which count as a further message: the law, the store and models have work with each',
  },
  strokesPerMessage: {
    value: 50,
    unit: 'strokes',
    why: 'cleared or restored by one operation, which count as a further message: a page may hold ten thousand',
  },
  bytesPerSecond: {
    value: 48 * 1024,
    unit: 'bytes/s',
    why: 'a pen of 240 Hz sends 12 kB a second, live and stored: two fingers and as much again',
  },
  bytesBurst: {
    value: 512 * 1024,
    unit: 'bytes',
    why: 'four times the largest message, some hundred digits that were written offline; who owes as much again is cut off',
  },
  roomReadsAtOnce: {
    value: 4,
    unit: 'requests',
    why: 'of those that read much of a room; with more of them who writes would wait, and each would take longer',
  },
  heavyRequestCost: {
    value: 10,
    unit: 'messages',
    why: 'what a request that reads a whole room or starts a run counts for, beside a message of ink',
  },
  connectionsPerAddress: { value: 400, unit: 'connections', why: 'a whole school behind one address' },
  addressSlotMs: {
    value: 6_000,
    unit: 'ms',
    why: 'connections of a killed gateway count no longer than this: a school that comes back must not be too many',
  },
  joinWithinMs: {
    value: 10_000,
    unit: 'ms',
    why: 'who has not come into a room by then does not need the connection; who is about to, comes back by themselves',
  },
  httpHeadersMs: {
    value: 10_000,
    unit: 'ms',
    why: 'a request whose head has not come by then never will: half-open connections must not gather',
  },
  heartbeatIntervalMs: { value: 5_000, unit: 'ms', why: 'a dropped connection is noticed within ten seconds' },
  heartbeatTimeoutMs: { value: 10_000, unit: 'ms', why: 'phones wake slowly; below it healthy connections are cut' },
  requestTimeoutMs: {
    value: 8_000,
    unit: 'ms',
    why: 'after it a client sends again; the operation id keeps it single',
  },
  reconnectDelayMs: { value: 250, unit: 'ms', why: 'first try again after a dropped connection' },
  reconnectDelayMaxMs: {
    value: 4_000,
    unit: 'ms',
    why: 'a class that returns at once must not find its page asleep for long',
  },
  outboxWindow: {
    value: 8,
    unit: 'operations',
    why: 'sent without waiting for one another on a slow connection; operations on one cell still go one by one',
  },
  undoStepsMax: { value: 200, unit: 'steps', why: 'more than anybody remembers having drawn' },
  presenceTtlMs: { value: 15_000, unit: 'ms', why: 'people of a killed gateway disappear after this' },
  storageRetryMs: {
    value: 6_000,
    unit: 'ms',
    why: 'how long one request waits for Redis before it answers storage_unavailable',
  },
  storageProbeMs: { value: 1_000, unit: 'ms', why: 'how often a gateway asks whether Redis answers' },
  storageSilenceMs: { value: 2_000, unit: 'ms', why: 'people are told that Redis is away when it is silent so long' },
  // Recognition
  recognitionBatchMax: { value: 32, unit: 'cells', why: 'beyond it a batch gains little speed and costs delay' },
  recognitionDelayMs: {
    value: 1,
    unit: 'ms',
    why: 'how long the first cell of a batch waits for company; more makes everybody wait and hardly larger batches',
  },
  recognitionQueueMax: {
    value: 500,
    unit: 'jobs',
    why: 'what a worker’s core reads in a sixth of a second; beyond it live predictions are dropped, for later ones follow',
  },
  recognitionQueueWatchMs: {
    value: 100,
    unit: 'ms',
    why: 'how often a gateway looks how long the queue is: in a second it could grow by thousands',
  },
  predictionsPerAddressPerMinute: {
    value: 1_200,
    unit: 'drawings/min',
    why: 'sent to POST /api/predict: five of a class draw in the lobby at a time, four questions a second each; a fifth of what one worker can do',
  },
  predictionsAtOnceMax: {
    value: 64,
    unit: 'drawings',
    why: 'sent to POST /api/predict and waiting for a worker, of a gateway: eight megabytes at most. One address has a quarter of them',
  },
  predictionBodyMs: {
    value: 2_000,
    unit: 'ms',
    why: 'for a drawing to come to POST /api/predict: a few kilobytes, also by a poor network',
  },
  predictionTimeoutMs: {
    value: 3_000,
    unit: 'ms',
    why: 'how long POST /api/predict waits while workers predict people’s ink; usually it takes ten to twenty',
  },
  gateTestDropMax: { value: 0.003, unit: 'share', why: 'what a new model may lose on the test set: 0.3 points' },
  gateClassFloor: { value: 0.95, unit: 'share', why: 'a model that forgets a single digit shows it here first' },
  gateHoldoutMin: { value: 10, unit: 'drawings', why: 'in a smaller holdout a single drawing decides' },
  gateTimeoutMs: { value: 6_000, unit: 'ms', why: 'within the time of the request that waits for it' },
  gateLoadMs: {
    value: 1_500,
    unit: 'ms',
    why: 'finding out whether a version loads, for an override after gateTimeoutMs; both within the time of the request',
  },
  importBytesMax: {
    value: 12 * 2 ** 20,
    unit: 'bytes',
    why: 'the largest model that layersParametersMax allows, zipped',
  },
  importsAtOnceMax: {
    value: 8,
    unit: 'files',
    why: 'of all rooms of a gateway, which keeps each in memory until a worker has looked at it',
  },
  importsPerAddressMax: {
    value: 3,
    unit: 'files',
    why: 'a school shares one address; a script leaves room for others',
  },
  importUploadMs: { value: 60_000, unit: 'ms', why: 'the largest file over a connection of two megabits a second' },
  importTimeoutMs: {
    value: 60_000,
    unit: 'ms',
    why: 'loading MNIST and reading its test set; a download of MNIST may be part of it',
  },
  transfersPerAddressPerMinute: {
    value: 60,
    unit: 'files/min',
    why: 'a class behind one address fetches a model each; a script does not need more',
  },
  roomFileBytesMax: {
    value: 32 * 2 ** 20,
    unit: 'bytes',
    why: 'of a room that comes from a file: a full one, gzipped; unpacked it is held to what a room may hold',
  },
  roomFilesAtOnceMax: {
    value: 4,
    unit: 'files',
    why: 'of a gateway, on their way out or in, and one of each room and address: each has a thread, with a whole room in memory',
  },
  versionsKeptPerRoom: {
    value: 50,
    unit: 'versions',
    why: 'some half a megabyte each; the oldest go, never one in use',
  },
  modelRetryMs: { value: 10_000, unit: 'ms', why: 'a version that could not be loaded is tried again after this' },
  standInRetryMs: {
    value: 250,
    unit: 'ms',
    why: 'a cell that another model read in the champion’s place is read again after this; loading takes less',
  },
  // Training
  runsActivePerRoom: { value: 4, unit: 'runs', why: 'one room must not fill the queue of all' },
  runEpochsMax: { value: 50, unit: 'epochs', why: 'an hour of the notebook CNN on two cores' },
  runBatchSizeMax: { value: 1024, unit: 'samples', why: 'beyond it a step no longer gets faster' },
  runStepBytesMax: {
    value: 1_500_000_000,
    unit: 'bytes',
    why: 'what one training step lays out of its images; the process takes about twice as much, which a laptop has',
  },
  layersMax: { value: 12, unit: 'layers', why: 'twice what the best small models of MNIST have; fits a phone' },
  layersParametersMax: {
    value: 2_000_000,
    unit: 'weights',
    why: 'sixteen megabytes of files for each version that a room keeps',
  },
  layersMultiplyAddsMax: {
    value: 40_000_000,
    unit: 'multiply-adds an image',
    why: 'ten times the notebook CNN: on two cores a run of five epochs takes the best part of half an hour',
  },
  runReplayMax: { value: 60_000, unit: 'images', why: 'MNIST has no more' },
  mistakesMax: {
    value: 100,
    unit: 'images of a part',
    why: 'what a person looks through; each is a kilobyte of what run.read answers',
  },
  progressIntervalMs: { value: 100, unit: 'ms', why: 'ten reports a second: smooth to the eye, cheap to relay' },
  runPointsMax: {
    value: 600,
    unit: 'points',
    why: 'a chart’s width; each of ten batches or more of a usual run, less noisy than one',
  },
  runLogLinesMax: { value: 500, unit: 'lines', why: 'what a person scrolls through' },
  runsKeptPerRoom: { value: 50, unit: 'runs', why: 'the oldest ended runs leave the list' },
  cancelGraceMs: { value: 5_000, unit: 'ms', why: 'after it the training process is killed' },
  trainingSilenceMs: {
    value: 300_000,
    unit: 'ms',
    why: 'a training process that says nothing for so long hangs, as with its driver; the longest step takes a minute',
  },
  trainingLockMs: { value: 6_000, unit: 'ms', why: 'a killed training worker is noticed after this' },
  trainingStalledCheckMs: { value: 3_000, unit: 'ms', why: 'how often stalled training jobs are looked for' },
  runRestartsMax: {
    value: 3,
    unit: 'restarts',
    why: 'a run that takes its worker down each time must not do so for ever',
  },
  runLostMs: {
    value: 10_000,
    unit: 'ms',
    why: 'a run that no worker has in hand for so long is queued again or, in an empty pool, fails: well within twenty seconds',
  },
  workerHeartbeatMs: { value: 500, unit: 'ms', why: 'that nobody predicts any more shows within three seconds' },
  workerExpiryMs: { value: 2_000, unit: 'ms', why: 'three missed heartbeats' },
  checkpointIntervalMs: {
    value: 3_000,
    unit: 'ms',
    why: 'what a killed worker loses at most beside the epoch in hand; short epochs must not keep Redis busy',
  },
  refusedRetryMs: {
    value: 2_000,
    unit: 'ms',
    why: 'how often a worker asks a Redis again that refuses to be written to: for its next job, or to record how a run ended',
  },
  samplesPerRoomMax: { value: 20_000, unit: 'samples', why: 'a class of thirty, each of them seven hundred times' },
  samplesBytesMax: {
    value: 48 * 2 ** 20,
    unit: 'bytes',
    why: 'in Redis, for each room; a digit takes one to two kilobytes, a cell full of scribbles a hundred',
  },
  holdoutShare: { value: 0.2, unit: 'share of authors', why: 'one writer in five is kept to measure on' },
  downloadTimeoutMs: { value: 10_000, unit: 'ms', why: 'a mirror that sends nothing for so long is given up' },
  // Processes
  shutdownGraceMs: { value: 10_000, unit: 'ms', why: 'what a job in hand gets on SIGTERM' },
} as const satisfies Record<string, { value: number; unit: string; why: string }>;

export type LimitName = keyof typeof LIMITS;
export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];
export type Limits = Readonly<Record<LimitName, number>>;

export const LIMIT_DEFINITIONS: Readonly<Record<LimitName, { value: number; unit: string; why: string }>> = LIMITS;

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
    if (text === undefined || text === '') return [name, LIMITS[name].value];
    const value = Number(text);
    if (!Number.isFinite(value) || value <= 0)
      throw new Error(`${variable} must be a number above zero, not "${text}"`);
    return [name, value];
  });
  return Object.fromEntries(entries) as Limits;
}

/** The limits without any override, for code that has no environment (a browser before it has joined). */
export const DEFAULT_LIMITS: Limits = readLimits();
