import { mkdirSync } from 'node:fs';
import { loopbackRedisUrl } from './address.ts';

/** Where a Redis server of ours listens, where it keeps its files, and whether these survive a crash of the machine. */
export interface RedisServerOptions {
  readonly port: number;
  /** The address to listen on: this machine's own unless something stands before the server. */
  readonly bind?: string;
  readonly directory: string;
  /** true: append-only file, synced before each reply. false: nothing on disk, for tests. */
  readonly durable: boolean;
  /** true: a node of a Redis Cluster, which inkroom refuses. */
  readonly cluster?: boolean;
}

/**
 * Arguments of a Redis server for inkroom. `appendfsync always`, because an acknowledged stroke is promised to survive;
 * `noeviction`, because BullMQ and the room log must never lose a key silently.
 */
export function redisServerArguments(options: RedisServerOptions): string[] {
  const { port, bind = '127.0.0.1', directory, durable, cluster = false } = options;
  return [
    ...['--port', String(port)],
    ...['--bind', bind],
    ...['--dir', directory],
    ...['--daemonize', 'no'],
    ...['--maxmemory-policy', 'noeviction'],
    ...['--save', ''],
    ...(durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']),
    ...(cluster ? ['--cluster-enabled', 'yes'] : []),
  ];
}

/** A way to run a Redis server of ours on this machine. */
export interface RedisServer {
  /**
   * @param port where it shall listen, reachable from this machine alone
   * @param directory names its data: the same one brings the same data back
   */
  launch(port: number, directory: string): RedisLaunch;
}

/** A process to start, and what it then is. */
export interface RedisLaunch {
  readonly command: string;
  readonly args: readonly string[];
  readonly url: string;
  /** What runs and where its data is, for people. */
  readonly words: string;
}

/** A server that is installed on this machine. */
export class RedisProgram implements RedisServer {
  constructor(
    readonly path: string,
    /** Where it came from, for people. */
    private readonly origin: string,
  ) {}

  launch(port: number, directory: string): RedisLaunch {
    mkdirSync(directory, { recursive: true });
    return {
      command: this.path,
      args: redisServerArguments({ port, directory, durable: true }),
      url: loopbackRedisUrl(port),
      words: `${this.path} (${this.origin}), its data in ${directory}`,
    };
  }
}
