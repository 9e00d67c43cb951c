/** What a page must know to reach the gateway. Read at run time, so that one build serves any address. */
export interface PublicConfig {
  /** The gateway's address as browsers see it, or null: then it is this page's host at `gatewayPort`. */
  gatewayUrl: string | null;
  gatewayPort: number;
}

const DEFAULT_GATEWAY_PORT = 4000;

/** Reads the public configuration from GATEWAY_PUBLIC_URL, and GATEWAY_PUBLIC_PORT or GATEWAY_PORT. */
export function readPublicConfig(env: Record<string, string | undefined>): PublicConfig {
  const port = Number(env.GATEWAY_PUBLIC_PORT || env.GATEWAY_PORT || DEFAULT_GATEWAY_PORT);
  return {
    gatewayUrl: env.GATEWAY_PUBLIC_URL?.replace(/\/+$/, '') || null,
    gatewayPort: Number.isInteger(port) && port > 0 && port < 65_536 ? port : DEFAULT_GATEWAY_PORT,
  };
}

/** The gateway's address for a page that was loaded from `location`. */
export function gatewayAddress(config: PublicConfig, location: { protocol: string; hostname: string }): string {
  return config.gatewayUrl ?? `${location.protocol}//${location.hostname}:${config.gatewayPort}`;
}

/** Where this server itself finds the gateway (GATEWAY_URL), for health checks. */
export function internalGatewayAddress(env: Record<string, string | undefined>): string {
  return env.GATEWAY_URL?.replace(/\/+$/, '') || `http://127.0.0.1:${readPublicConfig(env).gatewayPort}`;
}
