/**
 * Shows a page that this browser has had before while no server answers. While one answers, it decides: nothing kept is shown then.
 *
 * Each build has a cache of its own, in which a page lies together with all the files that it needs, or not at all; once a page of a
 * newer build lies there, what is left of others goes. So no page ever meets the files of another build.
 */

/** Another inkroom at the same address, under another path, keeps its own. */
const CACHE = `inkroom ${self.registration.scope} `;
const FILES = '/_next/static/';
/** A server that has not answered a page by then is away: with one that hangs, a browser would wait for minutes. */
const PATIENCE_MS = 4_000;
/** What stands before the app says so when that is away. */
const AWAY = [502, 503, 504];
const PAGES_KEPT = 12;
/** A page that is opened has better things to do at first. */
const QUIET_MS = 1_000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(answerPage(request));
  // A file's name changes with its content: a kept one is as good as the server's.
  else if (pathname.includes(FILES)) event.respondWith(kept(request.url).then((file) => file ?? fetch(request)));
});

/** A page asks to be kept, and hears whether it is: at once, and again when that has been tried anew. */
self.addEventListener('message', (event) => {
  const [port] = event.ports;
  const tell = async () => port.postMessage(Boolean(await kept(event.data.page, CACHE + event.data.build)));
  const work = async () => {
    await tell();
    await pause(QUIET_MS);
    // With no server, or one of another build, what is kept stays as it is.
    await keep(event.data).catch(() => {});
    await tell();
  };
  event.waitUntil(work());
});

async function answerPage(request) {
  const page = await kept(request.url);
  const asked = fetch(request);
  if (!page) return asked;
  const answer = await Promise.race([asked.catch(() => null), pause(PATIENCE_MS)]);
  return answer && !AWAY.includes(answer.status) ? answer : page;
}

/**
 * @param build the one that the page is of: what the server says now must be of the same
 * @param page its address
 */
async function keep({ build, page }) {
  const answer = await fetch(page, { cache: 'no-store', redirect: 'error' });
  if (!answer.ok || answer.headers.get('x-inkroom-build') !== build) return;
  const cache = await caches.open(CACHE + build);
  await keepFiles(cache, filesIn(await answer.clone().text()), new Set());
  // The newest comes last.
  await cache.delete(page, { ignoreVary: true });
  await cache.put(page, answer);
  const pages = (await cache.keys()).filter(({ url }) => !url.includes(FILES));
  for (const old of pages.slice(0, -PAGES_KEPT)) await cache.delete(old, { ignoreVary: true });
  for (const name of await caches.keys())
    if (name.startsWith(CACHE) && name !== CACHE + build) await caches.delete(name);
}

/** Keeps files and whatever they name in turn: panels and languages that a page loads when they are asked for. */
async function keepFiles(cache, files, known) {
  const fresh = files.filter((file) => !known.has(file));
  for (const file of fresh) known.add(file);
  await Promise.all(
    fresh.map(async (file) => {
      // Another build may have the same file, and goes.
      if (!(await cache.match(file, { ignoreVary: true }))) await cache.add(file);
      if (!file.endsWith('.js')) return;
      const script = await cache.match(file, { ignoreVary: true });
      await keepFiles(cache, filesIn(await script.text()), known);
    }),
  );
}

/** The files that a page or a script names, but for those that only old browsers load. */
function filesIn(text) {
  const named = text.replace(/<script[^>]*nomodule[^>]*>/gi, '').match(/static\/(?:chunks|media)\/[\w.~-]+/g) ?? [];
  return [...new Set(named)].map((path) => `${self.registration.scope}_next/${path}`);
}

function pause(ms) {
  return new Promise((over) => setTimeout(over, ms));
}

function kept(url, cacheName) {
  return caches.match(url, { ignoreVary: true, ...(cacheName ? { cacheName } : {}) });
}
