/**
 * Names of everything inkroom keeps in Redis. A room's keys share the hash tag `{roomId}`, so that one script may touch
 * them all, also in a Redis Cluster.
 */
const ROOT = 'inkroom';

export function roomKeys(roomId: string) {
  const room = `${ROOT}:{${roomId}}`;
  return {
    /**
     * Hash: the room's state but for its pages (`room-fields.ts`), the keys of its links (`room-links.ts`), the version of its form
     * (`schema`), how many versions were made, and the bytes of the log (`logBytes`).
     */
    meta: `${room}:meta`,
    /** Stream of log entries; the entry of seq N has the id `N-0`. */
    log: `${room}:log`,
    /** Sorted set of operation ids by seq: what was already applied. */
    ops: `${room}:ops`,
    /** String: the gateway whose turn it is to commit; gone after a moment. */
    lease: `${room}:lease`,
    /** String: JSON of the code by which one comes in at present, and until when it is that one. */
    joinCode: `${room}:join-code`,
    /** Hash personId -> JSON `{keyHash, person}`: hash of their key, and who they are. */
    people: `${room}:people`,
    /** Hash of the names by which people are known, and of who has which: see `lua/lib/names.lua`. */
    names: `${room}:names`,
    /** Sorted set of `<personId>/<connectionId>` by the time until which a gateway has renewed the connection, ms. */
    present: `${room}:present`,
    /** Hash strokeId -> its ink as `storedInk` makes it, for as long as a cell, a clearing or a sample names it. */
    ink: `${room}:ink`,
    /** Hash sampleId -> JSON of {@link SampleFacts}. */
    samples: `${room}:samples`,
    /** Hash authorId -> `training` or `holdout`, drawn once and kept for good. */
    parts: `${room}:parts`,
    /** Sorted set of run ids by their number. */
    runs: `${room}:runs`,
    /** Hash versionId -> JSON of the room's version. */
    versions: `${room}:versions`,
    /** Hash versionId -> JSON of the card that the room's version came with, and its text. */
    cards: `${room}:cards`,
    /** Hash page -> JSON of its size. */
    pages: `${room}:pages`,
    /** Hash {@link clearingField} -> JSON of what can be restored. */
    clearings: `${room}:clearings`,
    /** Hash {@link cellField} -> JSON of a cell: revision, ids of its strokes, label. */
    cells: `${room}:cells`,
    /** Hash {@link cellField} -> how often the unfinished strokes of a cell changed since its revision. */
    counts: `${room}:counts`,
    /** Hash strokeId -> ink of the unfinished strokes in one cell, as models read it. */
    live: (page: number, cell: number) => `${room}:live:${page}:${cell}`,
    /** What all keys of {@link live} begin with. */
    livePrefix: `${room}:live:`,
    /** Hash {@link cellField} -> since when a job waits that will read the cell, ms. */
    asked: `${room}:asked`,
    /** Hash {@link cellField} -> JSON of a cell's prediction. */
    predictions: `${room}:predictions`,
    /** Stream of the room's score over time (`scores.ts`). */
    scores: `${room}:scores`,
    /** What all keys of the room begin with. */
    prefix: room,
  };
}

/** A cell of a page, as a field of the room's hashes. Scripts make the same. */
export function cellField(page: number, cell: number): string {
  return `${page}/${cell}`;
}

/** What an operation has cleared on a page, as a field of the room's hash. */
export function clearingField(page: number, operationId: string): string {
  return `${page}/${operationId}`;
}

/** The keys that hold a room, and live and expire together. The others end by themselves. */
export function lastingKeys(roomId: string) {
  const {
    lease: _lease,
    joinCode: _code,
    live: _live,
    asked: _asked,
    livePrefix: _prefix,
    prefix: _all,
    ...lasting
  } = roomKeys(roomId);
  return lasting;
}

export type RoomKeys = ReturnType<typeof roomKeys>;

export function runKeys(runId: string) {
  const run = `${ROOT}:run:{${runId}}`;
  return {
    /** String: JSON of the run. */
    record: run,
    /** Lists of JSON: the curve's points, the epochs' test results, the log's lines. */
    points: `${run}:points`,
    epochs: `${run}:epochs`,
    log: `${run}:log`,
    /** String: JSON of the finished run's evaluation. */
    evaluation: `${run}:evaluation`,
    /** List: JSON of what the model read in the middle of an epoch, oldest first. */
    watched: `${run}:watched`,
    /** String: JSON of the room's digits that it is watched on. */
    shelf: `${run}:shelf`,
    /** Hash of the state after the last epoch: `meta` (JSON) and vectors (binary). Gone once the run has ended. */
    checkpoint: `${run}:checkpoint`,
    /** String: digest of the address that asked for it, for whose turn it is. Gone once the run has ended. */
    address: `${run}:address`,
    /** Set when somebody asked to cancel it. */
    cancel: `${run}:cancel`,
    /** String: the id of the worker that has it in hand; gone when that one is not heard of for too long. */
    attended: `${run}:attended`,
  };
}

export function versionKeys(versionId: string) {
  const version = `${ROOT}:version:{${versionId}}`;
  return {
    /** String: JSON of the version, as the room that made it first knows it. */
    record: version,
    /** Set of the rooms that have it; none for a shipped one. */
    rooms: `${version}:rooms`,
    /** Hash of the artefact's parts: topology, weightSpecs, card (JSON; of the room that made it first), weights, onnx (binary), and digests of them. */
    artifact: `${version}:artifact`,
  };
}

/** Sorted set of worker ids by their last heartbeat, ms; and hash worker id -> JSON. */
export const WORKERS_SEEN = `${ROOT}:workers:seen`;
export const WORKERS = `${ROOT}:workers`;
/** The same of gateways. */
export const GATEWAYS_SEEN = `${ROOT}:gateways:seen`;
export const GATEWAYS = `${ROOT}:gateways`;
/** String: JSON list of the parts that their supervisor has given up; gone soon after it stops saying so. */
export const PARTS_DOWN = `${ROOT}:parts:down`;
/** Set of the ids of runs that have not ended, of all rooms. */
export const ACTIVE_RUNS = `${ROOT}:runs:active`;
/** Sorted set of the ids of versions that workers read with, by the last time, ms. */
export const VERSIONS_IN_USE = `${ROOT}:versions:in-use`;
/** String: when somebody last tried whether Redis takes writes, ms. */
export const WRITE_PROBE = `${ROOT}:write-probe`;
/** Set of the ids of shipped versions that some worker has put into the store. */
export const SHIPPED_VERSIONS = `${ROOT}:versions:shipped`;

/** String: id of the room into which a code leads; gone soon after nobody shows it any more. */
export function joinCodeKey(code: string): string {
  return `${ROOT}:join-code:{${code}}`;
}

/** String, there as long as somebody waits for the answer to a job that only they need. */
export function awaitedKey(jobId: string): string {
  return `${ROOT}:awaited:{${jobId}}`;
}

/** String: until when what an address has taken of an allowance is missing, ms. */
export function allowanceKey(of: string, address: string): string {
  return `${ROOT}:allowance:{${of}/${address}}`;
}

/** Sorted set of what an address holds at the moment, by the time until which it holds it, ms. */
export function addressSlotsKey(of: string, address: string): string {
  return `${ROOT}:slots:{${of}/${address}}`;
}
