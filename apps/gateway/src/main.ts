import { openLog } from '@inkroom/store';
import { readConfig } from './config.js';
import { startGateway } from './gateway.js';

try {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, { part: 'gateway' });
  const gateway = await startGateway(config, log);
  const close = () => {
    // A second signal changes nothing: the supervisor has SIGKILL for a gateway that does not close.
    gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not close in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
} catch (error) {
  console.error(`gateway: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
