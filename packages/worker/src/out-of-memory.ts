import { readFileSync } from 'node:fs';

/** What V8, the C++ runtime, ONNX Runtime and GPUs say when they get no more memory. */
const WORDS = /out of memory|array buffer allocation failed|bad[_ ]alloc(ation)?|failed to allocate/i;

/** Whether a text tells of memory that could not be had. */
export function tellsOutOfMemory(text: string): boolean {
  return WORDS.test(text);
}

/**
 * How many processes the kernel has killed for want of memory: in this process's cgroup, of version 1 or 2, or where that
 * does not tell in the whole machine. 0 on systems that do not count.
 */
export function oomKills(files: readonly string[] = counters()): number {
  for (const file of files) {
    const count = /^oom_kill (\d+)$/m.exec(read(file));
    if (count) return Number(count[1]);
  }
  return 0;
}

function counters(): string[] {
  const cgroups = read('/proc/self/cgroup');
  const v1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(cgroups)?.[1];
  const v2 = /^0::(.*)$/m.exec(cgroups)?.[1];
  // A container may see its cgroup at the root, under whatever path the host knows it.
  return [
    ...(v1 === undefined ? [] : [v1, '']).map((path) => `/sys/fs/cgroup/memory${path}/memory.oom_control`),
    ...(v2 === undefined ? [] : [v2, '']).map((path) => `/sys/fs/cgroup${path}/memory.events`),
    '/proc/vmstat',
  ];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
