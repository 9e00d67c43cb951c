import { type CodedError, codedError, type Result } from '@inkroom/shared';

/**
 * Fetches a file and hands it to the browser to be saved. Fetched rather than linked to, so that a refusal is told on the page
 * and does not take its place.
 */
export async function saveFile(url: string, name: string): Promise<Result<null>> {
  let file: Blob;
  try {
    const response = await fetch(url);
    if (!response.ok) return { ok: false, error: await refusalOf(response) };
    file = await response.blob();
  } catch {
    return { ok: false, error: codedError('offline') };
  }
  try {
    saveBlob(file, name);
    return { ok: true, value: null };
  } catch (thrown) {
    console.error('a file could not be handed over', thrown);
    return { ok: false, error: codedError('internal') };
  }
}

async function refusalOf(response: Response): Promise<CodedError> {
  const answer = (await response.json().catch(() => null)) as { error?: CodedError } | null;
  return answer?.error ?? codedError('internal');
}

/** Hands a file to the browser to be saved. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Safari reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
