// Where evaluation is allowed schemas compile themselves; the page's policy blocks it, and Firefox reports as an error that they have
// asked. The schema library finds its settings here when it comes; to import it for this would put it before a first stroke.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
