import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** One value of DER: its tag, its length, what it holds. */
function der(tag: number, ...parts: (Buffer | number[])[]): Buffer {
  const held = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = held;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), held]);
}

const [INTEGER, BITS, BYTES, OBJECT, TEXT, TIME, SEQUENCE, SET] = [0x02, 0x03, 0x04, 0x06, 0x0c, 0x17, 0x30, 0x31];
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OBJECT, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
const COMMON_NAME = [0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const DAY_MS = 24 * 3600 * 1000;

/** A key and a certificate for a name, signed by itself: Node makes keys, but no certificates. */
export function selfSigned(name: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const utf8 = Buffer.from(name);
  const who = der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT, COMMON_NAME), der(TEXT, utf8))));
  const time = (ms: number) =>
    der(TIME, Buffer.from(`${new Date(Date.now() + ms).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
  const names = der(SEQUENCE, der(0x82, utf8));
  const certified = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, [2])),
    // Positive: its first bit is not set.
    der(INTEGER, [1], randomBytes(8)),
    ECDSA_WITH_SHA256,
    who,
    der(SEQUENCE, time(-DAY_MS), time(DAY_MS)),
    who,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, der(OBJECT, SUBJECT_ALT_NAME), der(BYTES, names)))),
  );
  const whole = der(SEQUENCE, certified, ECDSA_WITH_SHA256, der(BITS, [0], sign('sha256', certified, privateKey)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}
