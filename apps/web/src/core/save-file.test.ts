import { afterEach, describe, expect, it, vi } from 'vitest';
import { saveFile } from './save-file';

describe('saveFile', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('says that it is offline when the file cannot be fetched', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await saveFile('http://gateway.test/model.zip', 'model.zip')).toMatchObject({ error: { code: 'offline' } });
  });

  it('does not call it offline when a file that has come cannot be handed over', async () => {
    vi.stubGlobal('fetch', async () => new Response('zip'));
    // Node has no page to hand it over with.
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await saveFile('http://gateway.test/model.zip', 'model.zip')).toMatchObject({ error: { code: 'internal' } });
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
  });
});
