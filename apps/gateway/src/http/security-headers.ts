import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayConfig } from '../config.js';
import { isLoopbackHost } from './network-addresses.js';

/** How long a browser that came by https asks for nothing else, s: a year. */
const HTTPS_ONLY_SECONDS = 31_536_000;

/** What a page may ask for and the app never does; the rest is the app's alone by itself. */
const FORBIDDEN = ['camera', 'display-capture', 'geolocation', 'hid', 'microphone', 'midi', 'payment', 'serial', 'usb'];
const PERMISSIONS = FORBIDDEN.map((feature) => `${feature}=()`).join(', ');

/**
 * Puts on an answer, the app's or the gateway's own, what every browser is told.
 * @param isPoll whether it is Socket.IO's: then what is about pages is left out, for somebody who polls gets sixty a second
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { publicUrl, saysHttps }: Pick<GatewayConfig, 'publicUrl' | 'saysHttps'>,
  isPoll: boolean,
): void {
  response.setHeader('x-content-type-options', 'nosniff');
  if (isPoll) return;
  const isHttps = publicUrl?.startsWith('https:') || saysHttps(request);
  response.setHeader('permissions-policy', PERMISSIONS);
  // Elsewhere browsers take no notice of it, and call that an error.
  if (isHttps || isLoopbackHost(request.headers.host)) response.setHeader('cross-origin-opener-policy', 'same-origin');
  if (isHttps) response.setHeader('strict-transport-security', `max-age=${HTTPS_ONLY_SECONDS}`);
}
