/** For whoever runs a gateway in a process of their own, as tests do; `main.ts` is the program. */
export { type GatewayConfig, readConfig } from './config.js';
export { type Gateway, startGateway } from './gateway.js';
