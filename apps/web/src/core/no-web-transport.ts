/** Stands in for Engine.IO's WebTransport, see `next.config.ts`. */
export class WT {}
