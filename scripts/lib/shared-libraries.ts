import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

/** Whether the loader of shared libraries finds a file by its name, under an environment. */
export async function libraryLookup(env: NodeJS.ProcessEnv = process.env): Promise<(file: string) => boolean> {
  const cache = await execa('ldconfig', ['-p'], {
    env: { PATH: `${env.PATH ?? ''}${delimiter}/sbin${delimiter}/usr/sbin` },
    reject: false,
  });
  const known = typeof cache.stdout === 'string' ? cache.stdout : '';
  const searched = (env.LD_LIBRARY_PATH ?? '').split(delimiter).filter((path) => path !== '');
  return (file) => known.includes(`${file} `) || searched.some((path) => existsSync(join(path, file)));
}
