/**
 * The registry of every error that inkroom reports: a stable code, the English sentence for people (the app's own, and that of
 * clients without a translation), and whether trying the same call again later can succeed. Codes are part of the protocol:
 * they are never renamed and never reused.
 */
const ERRORS = {
  // Requests
  invalid_payload: {
    message: 'That message did not have the form we expect. Reloading the page usually helps.',
    retry: false,
  },
  payload_too_large: { message: 'That was too much in one go.', retry: false },
  rate_limited: { message: 'That was a little too fast. Please wait a moment.', retry: true },
  too_many_connections: {
    message:
      'Too many connections come from your network’s address. Close the tabs that you do not need; this one goes in as soon as there is room. If a whole school shares the address, whoever runs inkroom can allow more (INKROOM_CONNECTIONS_PER_ADDRESS), and behind a proxy has to set TRUSTED_PROXIES.',
    retry: true,
  },
  too_many_transfers: {
    message: 'Many files were fetched from your network’s address just now. Please wait a minute.',
    retry: true,
  },
  too_many_predictions: {
    message: 'Models were asked a great deal from your network’s address just now. Please wait a moment.',
    retry: true,
  },
  unknown_event: { message: 'The server does not know that request. Reloading the page usually helps.', retry: false },
  internal: { message: 'Something went wrong on our side. Please try again.', retry: true },
  storage_unavailable: {
    message: 'The store does not answer at the moment. Nothing is lost; please wait.',
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
      'This page may not talk to that server. If a proxy stands in between, whoever runs inkroom has to set PUBLIC_URL.',
    retry: false,
  },
  host_unknown: {
    message: 'This server does not know the address that you used. Whoever runs it has to set PUBLIC_URL to it.',
    retry: false,
  },
  network_blocked: {
    message:
      'Your network lets pages through, but blocks the connection to the room. Try another network, or ask whoever runs yours.',
    retry: true,
  },
  server_outdated: {
    message: 'This server is older than the room. Another one will answer; please wait a moment.',
    retry: true,
  },
  timeout: { message: 'There was no answer in time. Please try again.', retry: true },
  offline: { message: 'You are not connected at the moment.', retry: true },
  protocol_mismatch: {
    message: 'This page and the server are of different versions. Please reload the page.',
    retry: false,
  },
  // Rooms and people
  room_not_found: { message: 'There is no such room.', retry: false },
  room_full: { message: 'This room is full at the moment.', retry: true },
  too_many_newcomers: {
    message: 'Many new people came into this room from your network’s address just now. You are let in in a moment.',
    retry: true,
  },
  too_many_rooms: { message: 'Many rooms were opened from here just now. Please wait a little.', retry: true },
  not_joined: { message: 'Join the room first.', retry: false },
  link_needed: {
    message: 'This link is incomplete: what comes after the # is missing. Ask for the whole link, or for the code.',
    retry: false,
  },
  wrong_key: {
    message: 'This link no longer opens the room: it was replaced, or lost a letter. Ask for the new one.',
    retry: false,
  },
  code_unknown: {
    message: 'No room shows this code at the moment. A code works only while the host has it on the screen.',
    retry: false,
  },
  too_many_codes: { message: 'Too many wrong codes were tried just now. Please wait a moment.', retry: true },
  viewer_read_only: { message: 'You are watching this room, so you cannot write in it.', retry: false },
  room_locked: {
    message: 'The door of this room is locked at the moment. You are let in as soon as a host opens it.',
    retry: true,
  },
  person_removed: {
    message: 'A host has taken you out of this room. Whoever leads it can let you back in.',
    retry: false,
  },
  room_paused: {
    message: 'Pens rest at the moment. What you have written is kept and sent when they go on.',
    retry: true,
  },
  last_host: { message: 'You are the only host. Make somebody else a host first.', retry: false },
  too_many_roles: { message: 'Too many people have been given a role in this room.', retry: false },
  too_many_names: { message: 'Many people have changed their names here. Ask a host to change yours.', retry: false },
  host_only: { message: 'Only the host may do this.', retry: false },
  room_file_invalid: { message: 'This is no room that inkroom has saved, or the file is damaged.', retry: false },
  room_file_newer: { message: 'This room was saved by a newer inkroom than this one.', retry: false },
  challenge_running: { message: 'A challenge is under way. End it before you begin another.', retry: false },
  // Operations on the page
  cell_out_of_range: { message: 'There is no such cell on this page.', retry: false },
  page_not_found: { message: 'There is no such page in this room.', retry: false },
  page_deleted: { message: 'This page was deleted. A host can bring it back.', retry: false },
  ink_with_deleted: {
    message: 'The page that you wrote on was deleted. Your ink is kept with it, and a host can bring it back.',
    retry: false,
  },
  only_page: { message: 'A room keeps at least one page. Begin another one first.', retry: false },
  too_many_pages: { message: 'This room has as many pages as it may.', retry: false },
  page_too_tall: { message: 'This page cannot grow any further. Begin a new one instead.', retry: false },
  too_many_cells: {
    message: 'The last free cells of this page are kept for others. Add a row, or clear a cell of your own.',
    retry: false,
  },
  cell_full: { message: 'This cell cannot hold any more strokes.', retry: false },
  own_ink_full: {
    message: 'You hold as much ink as one person may here. Clear cells of your own, or take back corrections.',
    retry: false,
  },
  page_ink_full: { message: 'This page holds as much ink as it can. Write on another one.', retry: false },
  room_ink_full: {
    message: 'This room holds as much ink as it can. It takes more once a host has deleted an old page.',
    retry: false,
  },
  too_many_samples: { message: 'This room holds as many corrections as it may. Earlier ones stay.', retry: false },
  samples_not_found: { message: 'There are no corrections of this person.', retry: false },
  nothing_to_restore: { message: 'That was restored already, or it can no longer be.', retry: false },
  cell_empty: { message: 'There is nothing written in this cell.', retry: false },
  cannot_undo: { message: 'This can no longer be taken back: somebody has changed it since.', retry: false },
  stroke_not_found: { message: 'That stroke is no longer there.', retry: false },
  stroke_exists: { message: 'That stroke is already there.', retry: false },
  not_your_stroke: { message: 'That stroke belongs to someone else.', retry: false },
  not_your_label: {
    message: 'Others said what this cell holds, and you did not: that is theirs to take back.',
    retry: false,
  },
  too_many_points: { message: 'That stroke is too long.', retry: false },
  // Models and runs
  version_not_found: { message: 'That model version no longer exists.', retry: false },
  gate_failed: { message: 'This model did not pass the gate, so it does not go live.', retry: false },
  gate_busy: {
    message: 'Other models of this room are waiting to be measured. Please try again in a moment.',
    retry: true,
  },
  gate_unavailable: { message: 'The models could not be measured in time. Please try again.', retry: false },
  no_recogniser: { message: 'No worker that reads digits is online.', retry: false },
  champion_changed: { message: 'Another model went live in the meantime.', retry: true },
  already_champion: { message: 'This model reads the page already.', retry: false },
  no_worker: { message: 'No worker of this pool is online.', retry: true },
  too_many_runs: { message: 'This room already has as many runs waiting as it may.', retry: true },
  run_not_found: { message: 'That run no longer exists.', retry: false },
  run_not_active: { message: 'That run has already ended.', retry: false },
  run_too_large: {
    message: 'With these layers a batch of this size takes too much memory. Take a smaller one.',
    retry: false,
  },
  layers_invalid: { message: 'These layers do not make a model.', retry: false },
  no_corrections: { message: 'There are no corrections to learn from yet.', retry: false },
  run_cancelled: { message: 'The run was cancelled.', retry: false },
  run_diverged: { message: 'The loss is no longer a number. A smaller learning rate usually helps.', retry: false },
  run_out_of_memory: { message: 'Memory ran out while training. A smaller batch or model needs less.', retry: false },
  run_worker_lost: { message: 'The worker of this run was lost.', retry: true },
  run_process_lost: {
    message: 'The training process was killed or crashed, each time it began. Starting it again may help.',
    retry: true,
  },
  run_stuck: {
    message: 'The training hung: its process said nothing for too long and was ended. Starting it again may help.',
    retry: true,
  },
  run_failed: { message: 'The run failed.', retry: false },
  engine_unavailable: { message: 'This worker has no engine that can train.', retry: false },
  artifact_corrupt: { message: 'The model file is damaged or of the wrong kind.', retry: false },
  scores_invalid: {
    message: 'The weights of this model are so large that its scores are no numbers.',
    retry: false,
  },
  // Data
  dataset_unavailable: { message: 'The training data could not be fetched.', retry: true },
  dataset_corrupt: { message: 'The training data is damaged.', retry: false },
  dataset_empty: { message: 'There is nothing to train on.', retry: false },
} as const;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

/** The English sentences, by code. */
export const ERROR_MESSAGES = Object.fromEntries(ERROR_CODES.map((code) => [code, ERRORS[code].message])) as Readonly<
  Record<ErrorCode, string>
>;

/** Whether the same call can succeed later without being changed. */
export function isRetryable(code: ErrorCode): boolean {
  return ERRORS[code].retry;
}
