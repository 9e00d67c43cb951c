import {
  type Activity,
  type CodedError,
  type LogEntry,
  type Operation,
  pageOf,
  RoomDecoder,
  type ServerEvents,
} from '@inkroom/shared';
import { NEWS, withAttention, withPeople, withPlaces } from '../view/room-news.js';
import { namesAreHidden } from '../view/room-view.js';
import type { Links } from './links.js';
import type { LogFollower } from './log-follower.js';
import type { NameReader } from './name-reader.js';
import type { OperationSender } from './operation-sender.js';
import type { OwnInk } from './own-ink.js';
import type { RoomModel } from './room-model.js';

/** What a host decides, and people are told of. */
const DECISIONS: ReadonlySet<string> = new Set<Operation['kind']>([
  'person.role',
  'person.name',
  'room.lock',
  'room.pause',
  'room.names',
  'room.apart',
  'room.framing',
  'room.title',
  'link.renew',
  'page.delete',
  'page.restore',
  'code.renew',
]);
const isDecision = ({ effect }: LogEntry) => DECISIONS.has(effect.kind);

interface Parts {
  model: RoomModel;
  log: LogFollower;
  operations: OperationSender;
  ink: OwnInk;
  links: Links;
  names: NameReader;
  /** The server says no for good. */
  onRefused(error: CodedError): void;
}

type On = <E extends keyof ServerEvents>(event: E, listener: (payload: ServerEvents[E]) => void) => void;

/** Takes what the server tells of the room, and hands each piece to the part that it concerns. */
export class RoomListener {
  /** Of this connection: what it has been told, later messages need not tell again. */
  #decoder = new RoomDecoder();

  constructor(private readonly parts: Parts) {}

  /** There is another connection, which has been told nothing yet. */
  connected(): void {
    this.#decoder = new RoomDecoder();
  }

  listen(on: On): void {
    const { model, log, operations, onRefused } = this.parts;
    const { view } = model;
    on('activity', (bytes) => this.#take(this.#decoder.activity(bytes)));
    on('snapshot', (bytes) => {
      log.takePiece(this.#decoder.piece(bytes));
      operations.pump();
    });
    on('join.waiting', ({ ahead }) => view.setState({ ahead }));
    const follow = <E extends keyof typeof NEWS>(event: E) =>
      on(event, (news) => view.setState((shown) => NEWS[event](shown, news)));
    for (const event of Object.keys(NEWS) as (keyof typeof NEWS)[]) follow(event);
    on('service.state', ({ storage }) => {
      view.setState({ storageAway: storage === 'away' });
      // What was published while the store was away may have reached nobody.
      if (storage === 'ok') log.read();
    });
    on('refused', ({ error }) => {
      if (error.code === 'person_removed') onRefused(error);
      else model.noteError(error);
    });
  }

  /** All that happened in the room within a tick. */
  #take(activity: Activity): void {
    const { model, log, operations, ink, links, names } = this.parts;
    const { view } = model;
    const { people, entries, frame, places, predictions, attention } = activity;
    if (people) {
      view.setState((shown) => withPeople(shown, people));
      for (const id of people.left) model.liveInk.forget(id);
    }
    const decided = entries?.filter(isDecision) ?? [];
    const wereHidden = namesAreHidden(view.getState());
    if (entries || predictions) operations.entriesCame(log.take(activity));
    if (decided.length > 0) view.setState({ decided });
    const said = entries?.filter(({ effect }) => effect.kind === 'cell.label') ?? [];
    if (said.length > 0) view.setState({ said });
    links.follow(decided);
    // They are shown again, to all or to this one; or somebody has become a host, and is named.
    const areHidden = namesAreHidden(view.getState());
    const isNews = areHidden ? decided.some(({ effect }) => effect.kind === 'person.role') : wereHidden;
    if (isNews) void names.read();
    if (places) view.setState((shown) => withPlaces(shown, places));
    if (attention) view.setState((shown) => withAttention(shown, attention));
    if (!frame || !model.replica.synced) return;
    const { you, state } = view.getState();
    const isOwn = (id: string) => ink.isDrawing(id);
    model.liveInk.receive(frame, isOwn, you?.id ?? null, (page) => pageOf(state, page), Date.now());
    model.sweepLater();
  }
}
