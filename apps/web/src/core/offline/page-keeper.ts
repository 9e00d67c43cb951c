import { BASE_PATH, BUILD } from '../config';
import { useKeptPage } from './kept-page';

/**
 * Has the service worker keep the page that is shown, and notes whether it does. A browser that blocks the site's data keeps none.
 * @returns ends that
 */
export function keepPage(): () => void {
  const page = location.origin + location.pathname + location.search;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: kept }) => useKeptPage.setState({ kept });
  const keep = async () => {
    // Registering anew may wait for a server that hangs, so a worker that is there is used as it is.
    const worker = navigator.serviceWorker.controller ?? (await newWorker());
    worker?.postMessage({ build: BUILD, page }, [port2]);
  };
  void keep().catch(() => {});
  return () => port1.close();
}

async function newWorker(): Promise<ServiceWorker | null> {
  await navigator.serviceWorker.register(`${BASE_PATH}/service-worker.js`, { updateViaCache: 'none' });
  return (await navigator.serviceWorker.ready).active;
}

/** Removes what a built app has left at this address: while the app is developed, its pages must come from the server. */
export async function forgetPages(): Promise<void> {
  const scope = `${location.origin}${BASE_PATH}/`;
  for (const registration of await navigator.serviceWorker.getRegistrations())
    if (registration.scope === scope) await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(`inkroom ${scope} `)) await caches.delete(name);
}
