import type { RoomClient } from '@inkroom/client';

/** What a host's app lets a projector in the same browser show. */
export interface PassedOn {
  /** Of the link for writing. */
  key: string;
  /** Null where there is none at the moment. */
  code: string | null;
}

type Message = { ask: true } | { told: PassedOn };

/** Between a projector and the app of a host in the same browser: only a host's app can have a code work. */
export class ProjectorCodeChannel {
  readonly #channel: BroadcastChannel;

  constructor(roomId: string, { onAsked, onTold }: { onAsked?(): void; onTold?(told: PassedOn): void }) {
    this.#channel = new BroadcastChannel(`inkroom/projector/${roomId}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('ask' in data) onAsked?.();
      else onTold?.(data.told);
    };
  }

  ask(): void {
    this.#channel.postMessage({ ask: true } satisfies Message);
  }

  tell(told: PassedOn): void {
    this.#channel.postMessage({ told } satisfies Message);
  }

  close(): void {
    this.#channel.close();
  }
}

/** Answers projectors of this browser for as long as one is host, and the code works for as long as they ask. @returns ends it */
export function answerProjectors(client: RoomClient): () => void {
  const { roomId } = client.view.getState().state;
  const channel = new ProjectorCodeChannel(roomId, {
    onAsked: async () => {
      const { you, connection, links } = client.view.getState();
      if (you?.role !== 'host' || connection !== 'online') return;
      const [code, shared] = await Promise.all([client.showCode(), links.write ? null : client.readLinks()]);
      const key = shared?.ok ? shared.value.write : links.write;
      if (key) channel.tell({ key, code: code.ok ? code.value.code : null });
    },
  });
  return () => channel.close();
}
