import { openLog } from '@inkroom/store';
import { readConfig } from './config.js';
import { startGateway } from './gateway.js';

try {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, { part: 'gateway' });
  const gateway = await startGateway(config, log);
  // A second signal changes nothing: the supervisor has SIGKILL for a gateway that does not close.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void gateway.close());
  gateway.closed.then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ err: error }, 'could not close in order');
      process.exit(1);
    },
  );
} catch (error) {
  console.error(`gateway: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
