export interface UploadOptions {
  headers: Readonly<Record<string, string>>;
  /** Told how many bytes have left so far; where only the end is known, all of them at the end. */
  onSent?(bytes: number): void;
  /** Gives the upload up. */
  signal?: AbortSignal;
}

export interface UploadAnswer {
  status: number;
  /** The answer's body as JSON, or null when it is none. */
  body: unknown;
}

/**
 * Posts a file and waits for the answer. A browser sends it with XMLHttpRequest, for `fetch` tells nothing of how much has
 * left; Node, which has none, with `fetch`.
 * @throws the signal's reason once it is aborted, and an Error when the server cannot be reached or the connection drops
 */
export async function upload(url: URL, file: Blob, options: UploadOptions): Promise<UploadAnswer> {
  options.signal?.throwIfAborted();
  return typeof XMLHttpRequest === 'undefined' ? uploadByFetch(url, file, options) : uploadByXhr(url, file, options);
}

function uploadByXhr(url: URL, file: Blob, { headers, onSent, signal }: UploadOptions): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent?.(loaded);
    request.upload.onload = () => onSent?.(file.size);
    request.onload = () => resolve({ status: request.status, body: json(request.responseText) });
    request.onerror = () => reject(new Error(`${url.origin} cannot be reached`));
    request.onabort = () => reject(signal?.reason);
    const abort = () => request.abort();
    signal?.addEventListener('abort', abort, { once: true });
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    request.send(file);
  });
}

async function uploadByFetch(url: URL, file: Blob, { headers, onSent, signal }: UploadOptions): Promise<UploadAnswer> {
  const response = await fetch(url, { method: 'POST', headers, body: file, signal: signal ?? null });
  onSent?.(file.size);
  return { status: response.status, body: json(await response.text()) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
