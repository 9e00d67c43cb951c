import { readFile } from 'node:fs/promises';

/** Ticks of the processor's clock in a second, in which Linux counts a process's time (USER_HZ). */
const TICKS = 100;

/** Seconds of processor time that a process has had so far, all its threads together; null where the system does not tell (not Linux). */
export async function processorSeconds(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const fields = stat?.split(') ')[1]?.split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS : null;
}
