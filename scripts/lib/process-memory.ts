import { readFile } from 'node:fs/promises';

/** Bytes of memory that a process has in use now; null where the system does not tell (not Linux). */
export async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kibibytes ? Number(kibibytes) * 1024 : null;
}
