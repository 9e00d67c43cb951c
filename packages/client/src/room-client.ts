import {
  type CellIndex,
  type Framing,
  fail,
  type GateVerdict,
  type GivenRole,
  type JoinCode,
  type Label,
  type LinkRight,
  type ModelVersion,
  type Operation,
  ok,
  type PageColumns,
  type PersonSamples,
  type PredictionRecord,
  pageOf,
  type Result,
  type Run,
  type RunDetails,
  type RunRequest,
  type SampleRole,
  type ScorePoint,
  type SharedLinks,
  type Stroke,
  type VersionFormat,
} from '@inkroom/shared';
import type { StrokeStart, StrokeWriter } from './ink/stroke-writer.js';
import { RoomVisit } from './room-visit.js';
import type { Identity } from './storage/storage.js';
import type { Settled } from './sync/operation-sender.js';
import { exportUrl, type ImportOptions, importVersion } from './versions/version-files.js';

/**
 * A person in a room: what they can do there and what they can ask. How they come in and are kept up to date is `RoomVisit`.
 *
 * An operation is shown at once, kept in storage until the server has acknowledged it, and sent with the same id as often as
 * it takes: after a lost answer, a reconnect or a reload. A refusal for good takes its effect back and is told in
 * `lastError`.
 */
export class RoomClient extends RoomVisit {
  /** Does something at once here, and durably at the server as soon as it can be reached. @returns the operation's id */
  submit(op: Operation): string {
    return this.operations.submit(op);
  }

  /**
   * What becomes of an operation: its place in the log, or why it was refused.
   * @param opId of an operation still under way: ask in the same task as the one that submitted it
   */
  settled(opId: string): Promise<Settled> {
    return this.operations.settled(opId);
  }

  /**
   * The durable strokes of a cell, in the order in which they were written. The same stroke is the same object.
   * @param page the shown one when left out; of another one there are those whose ink is here
   */
  strokesOf(cell: CellIndex, page = this.view.getState().page): readonly Stroke[] {
    return this.model.strokesOf(cell, pageOf(this.view.getState().state, page));
  }

  /** Whether it is known what is on a page: of one that nobody looked at here only the size is. */
  hasPage(page: number): boolean {
    return this.model.replica.pages.get(page)?.arrivedTo === null;
  }

  /**
   * Has a page come that nobody looks at here, with its ink.
   * @returns `page_not_found`, or `offline` where the connection drops meanwhile
   */
  bringPage(page: number): Promise<Result<null>> {
    return this.pages.bring(page);
  }

  /** Reads the keys that a host may show into the view's `links`. */
  readLinks(): Promise<Result<SharedLinks>> {
    return this.links.read();
  }

  /** Gives a right another key, as a host: the former link opens the room no more, and who is in stays in. @returns the key */
  renewLink(right: LinkRight): Promise<Result<string>> {
    return this.links.renew(right);
  }

  /** The code that leads into the room while this is repeated, as a host. */
  showCode(): Promise<Result<JoinCode>> {
    return this.connection.request('code.show', {});
  }

  /** Another code, as a host: the former one leads nowhere any more. */
  renewCode(): Promise<Result<JoinCode>> {
    return this.connection.request('code.renew', {});
  }

  /** One has just done something: moved a pen, pressed a key. Cheap, for every event of a pointer. */
  noteActivity(): void {
    this.attention.act();
  }

  /** Whether the app is out of sight, as in a tab behind others. */
  setHidden(hidden: boolean): void {
    this.attention.setHidden(hidden);
  }

  // One's own ink

  beginStroke(start: StrokeStart): StrokeWriter {
    return this.ink.beginStroke(start);
  }

  /** Shows others where one's pointer is, in page units; `null, null` when it has left the page. */
  moveCursor(x: number | null, y: number | null): void {
    // Who only watches has nothing to point at: the server would refuse it, and say so.
    if (this.view.getState().you?.role === 'viewer') return;
    const outside = x === null || y === null || !Number.isFinite(x) || !Number.isFinite(y);
    this.liveSender.cursor(this.view.getState().page, outside ? null : [Math.round(x), Math.round(y)]);
  }

  /** Takes back the last thing that one did, on whichever page; says so where that is no longer possible. */
  undo(): void {
    this.ink.undo();
  }

  /** Does again what was last taken back. */
  redo(): void {
    this.ink.redo();
  }

  /** Takes strokes away: one's own, or anyone's for a host. Others' are passed over. */
  erase(strokeIds: readonly string[]): void {
    this.ink.erase(strokeIds);
  }

  /** Clears the shown page, a cell of it, or one person's ink on it: of one's own strokes, or of all for a host. */
  clear(what: { cell?: CellIndex; personId?: string } = {}): void {
    this.ink.clear(what);
  }

  /** Brings back what was cleared on a page. @param clearing the operation that did it */
  restore(page: number, clearing: string): string {
    return this.submit({ kind: 'ink.restore', page, clearing });
  }

  // The page and the models

  /** Says what a cell of the shown page holds, beside what others say; null takes back what one said oneself. */
  labelCell(cell: CellIndex, label: Label | null): string {
    return this.ink.label(cell, label);
  }

  /** Takes back all samples that somebody labelled or wrote; a host's to do, or one's own. */
  withdrawSamples(personId: string, role: SampleRole): string {
    return this.submit({ kind: 'samples.withdraw', personId, role });
  }

  /** How a cell was last predicted, with all that is known of it; null where it was not. */
  async readPrediction(cell: CellIndex): Promise<Result<PredictionRecord | null>> {
    const read = await this.connection.request('prediction.read', { page: this.view.getState().page, cell });
    return read.ok ? ok(read.value.prediction) : read;
  }

  /** Who labelled and wrote the room's samples, and how many; whoever has most comes first. */
  async readSamplesByPerson(): Promise<Result<PersonSamples[]>> {
    const read = await this.connection.request('samples.read', {});
    return read.ok ? ok(read.value.samplesByPerson) : read;
  }

  /** The room's score over time, oldest first. */
  async readScores(): Promise<Result<ScorePoint[]>> {
    const read = await this.connection.request('score.read', {});
    return read.ok ? ok(read.value.points) : read;
  }

  /** Shows a page here alone; null for the one that is open, whichever that is. */
  look(page: number | null): void {
    this.model.look(page);
  }

  /** Has the shown page stay while somebody writes on it, whichever page is opened meanwhile; afterwards the open one is followed again. */
  holdPage(isHeld: boolean): void {
    this.model.hold(isHeld);
  }

  /** Opens a page for all. */
  turnPage(page: number): string {
    this.model.look(null);
    return this.submit({ kind: 'page.turn', page });
  }

  /** Begins a page after the last one and opens it for all. */
  beginPage(columns: PageColumns): string {
    this.model.look(null);
    return this.submit({ kind: 'page.begin', columns });
  }

  /** Takes a page out of the room; it can be restored until the room needs what its ink takes. */
  deletePage(page: number): string {
    return this.submit({ kind: 'page.delete', page });
  }

  restorePage(page: number): string {
    return this.submit({ kind: 'page.restore', page });
  }

  /** Proposes to the hosts to open a page, or to begin the one after the last. */
  suggestPage(page: number): string {
    return this.submit({ kind: 'page.suggest', page });
  }

  /** Adds a row to the shown page. */
  growPage(): string {
    return this.submit({ kind: 'page.grow', page: this.view.getState().page });
  }

  /** Has everybody but hosts see their own work alone, or reveals it. */
  setApart(apart: boolean): string {
    return this.submit({ kind: 'room.apart', apart });
  }

  /** Makes somebody a host, a writer or a viewer, or takes them out of the room; a host's to do. */
  giveRole(personId: string, role: GivenRole): string {
    return this.submit({ kind: 'person.role', personId, role });
  }

  /** Gives somebody another name: oneself, for later visits too, or for a host anybody. */
  rename(personId: string, name: string): string {
    if (personId === this.view.getState().you?.id) this.session.rename(name);
    return this.submit({ kind: 'person.name', personId, name });
  }

  setFraming(framing: Framing): string {
    return this.submit({ kind: 'room.framing', framing });
  }

  /**
   * Makes a version read the page. One that was not live before has to pass the gate: else the operation is refused with
   * `gate_failed`, and `details.verdict` says why.
   * @param options.override live all the same; the room is told
   */
  promote(versionId: string, { override = false }: { override?: boolean } = {}): string {
    return this.submit({ kind: 'model.promote', versionId, override });
  }

  /** Begins the line of the room's champions anew with a shipped version, which needs no gate and becomes its yardstick. */
  beginLine(versionId: string): string {
    return this.submit({ kind: 'model.begin', versionId });
  }

  /** Has a version read along with the champion; null ends that. */
  challenge(versionId: string | null): string {
    return this.submit({ kind: 'model.challenge', versionId });
  }

  /** What the gate says of a version now. */
  judge(versionId: string): Promise<Result<GateVerdict>> {
    return this.connection.request('model.judge', { versionId });
  }

  /** Where a version can be fetched as a zip: anybody who can name the room may. */
  exportUrl(versionId: string, format: VersionFormat): string {
    return exportUrl(this.options, versionId, format);
  }

  /** Who one is here, with what proves it, for files that are fetched over HTTP; null before one has ever joined. */
  get identity(): Identity | null {
    return this.session.identity;
  }

  /**
   * Brings a model into the room, as its host. It comes in as `version.added`, like a run's.
   * @param file as Keras or TensorFlow.js write it, see `importModel`
   * @throws the signal's reason once it is aborted
   */
  async importVersion(file: Blob, options?: ImportOptions): Promise<Result<ModelVersion>> {
    const { identity } = this.session;
    const isHost = this.view.getState().you?.role === 'host';
    return isHost && identity ? importVersion(this.options, identity, file, options) : fail('host_only');
  }

  // Runs

  /** @param options.wait queue the run even when no worker of its pool is online */
  startRun(spec: RunRequest, { wait = false }: { wait?: boolean } = {}): Promise<Result<Run>> {
    return this.runs.start(spec, wait);
  }

  cancelRun(runId: string): Promise<Result<Run>> {
    return this.runs.cancel(runId);
  }

  /** Reads a run with all its series into the view. */
  readRun(runId: string): Promise<Result<RunDetails>> {
    return this.runs.read(runId);
  }

  /** Forgets the last error, once it was shown. */
  dismissError(): void {
    this.view.setState({ lastError: null });
  }
}
