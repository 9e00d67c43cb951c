/**
 * The registry of every error that inkroom reports: a stable code, the English sentence shown when a client has no
 * translation of its own, and whether trying the same call again later can succeed. Codes are part of the protocol:
 * they are never renamed and never reused.
 */
const ERRORS = {
  // Requests
  invalid_payload: { message: 'The message does not have the expected form.', retry: false },
  payload_too_large: { message: 'The message is too large.', retry: false },
  rate_limited: { message: 'Too many messages. Please slow down.', retry: true },
  too_many_connections: {
    message:
      'Too many connections come from this address. Whoever runs inkroom can allow more (INKROOM_CONNECTIONS_PER_ADDRESS), and behind a proxy has to set TRUSTED_PROXIES.',
    retry: true,
  },
  too_many_transfers: {
    message: 'Too many model files go from and to this address. Please wait a little.',
    retry: true,
  },
  unknown_event: { message: 'There is no such request.', retry: false },
  internal: { message: 'Something went wrong on our side.', retry: true },
  storage_unavailable: {
    message: 'The store does not answer at the moment. Nothing was lost; please wait.',
    retry: true,
  },
  storage_full: {
    message: 'The store is full and takes nothing at the moment. Whoever runs this inkroom has to make room.',
    retry: true,
  },
  out_of_memory: { message: 'Memory ran out on our side.', retry: true },
  shutting_down: { message: 'The server is restarting. Please wait a moment.', retry: true },
  origin_refused: {
    message:
      'Connections from this page are not allowed. Where a proxy stands in between, whoever runs inkroom has to set PUBLIC_URL.',
    retry: false,
  },
  host_unknown: {
    message: 'This inkroom does not know the address that was asked for. Whoever runs it has to set PUBLIC_URL to it.',
    retry: false,
  },
  network_blocked: { message: 'The network lets pages through, but no connection to the room.', retry: true },
  server_outdated: { message: 'This server is older than the room. Another one will answer.', retry: true },
  timeout: { message: 'There was no answer in time.', retry: true },
  offline: { message: 'You are not connected.', retry: true },
  protocol_mismatch: {
    message: 'This page and the server are of different versions. Please reload the page.',
    retry: false,
  },
  // Rooms and people
  room_not_found: { message: 'There is no such room.', retry: false },
  room_full: { message: 'The room is full.', retry: true },
  too_many_newcomers: {
    message: 'Many new people came into this room from this address just now. Please wait a moment.',
    retry: true,
  },
  too_many_rooms: { message: 'Too many rooms were opened from here. Please wait a little.', retry: true },
  not_joined: { message: 'Join the room first.', retry: false },
  wrong_key: { message: 'The key does not fit.', retry: false },
  viewer_read_only: { message: 'You are watching this room and cannot write in it.', retry: false },
  host_only: { message: 'Only the host may do this.', retry: false },
  // Operations on the page
  cell_out_of_range: { message: 'There is no such cell on this page.', retry: false },
  page_outdated: { message: 'The page has been turned in the meantime.', retry: false },
  page_too_tall: { message: 'The page cannot grow any further.', retry: false },
  too_many_cells: {
    message: 'The last free cells of this page are kept for others. Add a row, or clear a cell of your own.',
    retry: false,
  },
  cell_full: { message: 'This cell holds too many strokes.', retry: false },
  own_ink_full: {
    message: 'You hold as much ink as one person may here. Clear cells of your own, or take back corrections.',
    retry: false,
  },
  page_ink_full: { message: 'This page holds as much ink as it can. A host can turn it.', retry: false },
  room_ink_full: {
    message: 'This room holds as much ink as it can. A host can clear cells, turn the page or take back corrections.',
    retry: false,
  },
  too_many_samples: { message: 'This room holds as many corrections as it can.', retry: false },
  samples_not_found: { message: 'There are no corrections of this person.', retry: false },
  cell_empty: { message: 'There is nothing written in this cell.', retry: false },
  stroke_not_found: { message: 'There is no such stroke.', retry: false },
  stroke_exists: { message: 'There is already a stroke with this id.', retry: false },
  not_your_stroke: { message: 'This stroke belongs to someone else.', retry: false },
  too_many_points: { message: 'The stroke has too many points.', retry: false },
  // Models and runs
  version_not_found: { message: 'There is no such model version.', retry: false },
  gate_failed: { message: 'This model did not pass the gate.', retry: false },
  gate_busy: { message: 'Other models of this room wait to be measured. Please try again in a moment.', retry: true },
  gate_unavailable: { message: 'The models could not be measured in time.', retry: false },
  no_recogniser: { message: 'No worker that reads digits is online.', retry: false },
  champion_changed: { message: 'Another model has gone live in the meantime.', retry: true },
  already_champion: { message: 'This model reads the page already.', retry: false },
  no_worker: { message: 'No worker of this pool is online.', retry: true },
  too_many_runs: { message: 'This room already has as many runs waiting as it may.', retry: true },
  run_not_found: { message: 'There is no such run.', retry: false },
  run_not_active: { message: 'The run has already ended.', retry: false },
  run_too_large: {
    message: 'With these layers a batch of this size takes too much memory. A smaller batch helps.',
    retry: false,
  },
  layers_invalid: { message: 'These layers do not make a model.', retry: false },
  no_corrections: { message: 'There are no corrections to learn from yet.', retry: false },
  run_cancelled: { message: 'The run was cancelled.', retry: false },
  run_diverged: { message: 'The loss is no longer a number. A smaller learning rate usually helps.', retry: false },
  run_out_of_memory: { message: 'Memory ran out while training. A smaller batch or model needs less.', retry: false },
  run_worker_lost: { message: 'The worker of this run was lost.', retry: true },
  run_process_lost: { message: 'The training process was killed or crashed, each time it began.', retry: true },
  run_stuck: { message: 'The training process said nothing for too long and was ended.', retry: true },
  run_failed: { message: 'The run failed.', retry: false },
  engine_unavailable: { message: 'This worker has no usable training engine.', retry: false },
  artifact_corrupt: { message: 'The model file is damaged or of the wrong kind.', retry: false },
  scores_invalid: {
    message: 'The weights of this model are so large that its scores are no numbers.',
    retry: false,
  },
  // Data
  dataset_unavailable: { message: 'The training data could not be had.', retry: true },
  dataset_corrupt: { message: 'The training data is damaged.', retry: false },
  dataset_empty: { message: 'There is nothing to train on.', retry: false },
} as const;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

/** The English sentence of a code. */
export function errorMessage(code: ErrorCode): string {
  return ERRORS[code].message;
}

/** Whether the same call can succeed later without being changed. */
export function isRetryable(code: ErrorCode): boolean {
  return ERRORS[code].retry;
}
