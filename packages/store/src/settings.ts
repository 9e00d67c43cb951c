/** Settings that gateway and workers have in common. Each refusal names its variable. */

type Environment = Record<string, string | undefined>;

const LOG_LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** REDIS_URL. @throws Error, without the value: a password may be in it */
export function readRedisUrl({ REDIS_URL: text = '' }: Environment): string {
  if (text === '') return 'redis://127.0.0.1:6379';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url?.hostname || !/^rediss?:$/.test(url.protocol))
    throw new Error('REDIS_URL must be an address such as redis://:password@127.0.0.1:6379, without quotes');
  return text;
}

/** LOG_LEVEL, of pino. @throws Error */
export function readLogLevel({ LOG_LEVEL: text = '' }: Environment): string {
  if (text === '') return 'info';
  if (!LOG_LEVELS.includes(text)) throw new Error(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${text}"`);
  return text;
}
