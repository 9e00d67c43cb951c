import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from '../../scripts/lib/commands.ts';
import { freeLoopbackPort } from '../../scripts/lib/ports.ts';
import { root } from '../../scripts/lib/root.mjs';
import { until } from './until.ts';

export const MONITORING = join(root, 'deploy/monitoring');

/** Whether a real Prometheus can be asked; where not, a line says how to get one. */
export function isPrometheusHere(): boolean {
  const isHere = findCommand('prometheus') !== null && findCommand('promtool') !== null;
  if (!isHere) console.warn('the dashboard is not asked; on Debian: apt-get install prometheus');
  return isHere;
}

export interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

/** A Prometheus of a test's own, which asks its targets every two seconds and has our alerts, with nothing waited for before they fire. */
export class TestPrometheus {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param targets addresses by job */
  static async start(targets: Record<string, string[]>, token: string): Promise<TestPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'inkroom-prometheus-'));
    const alerts = await readFile(join(MONITORING, 'alerts.yml'), 'utf8');
    await writeFile(join(folder, 'alerts.yml'), alerts.replace(/^( *for:) .*$/gm, '$1 0s'));
    const config = {
      global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' },
      rule_files: [join(folder, 'alerts.yml')],
      scrape_configs: Object.entries(targets).map(([job_name, addresses]) => ({
        job_name,
        authorization: { credentials: token },
        static_configs: [{ targets: addresses }],
      })),
    };
    // JSON is YAML.
    await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const address = `127.0.0.1:${await freeLoopbackPort()}`;
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ];
    const child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const prometheus = new TestPrometheus(`http://${address}`, child, folder);
    await until('Prometheus is ready', async () => {
      const answer = await fetch(`${prometheus.url}/-/ready`).catch(() => null);
      return answer?.ok || undefined;
    });
    return prometheus;
  }

  /** @throws with what it says where it does not understand the query */
  async query(query: string): Promise<Sample[]> {
    const response = await fetch(`${this.url}/api/v1/query?${new URLSearchParams({ query })}`);
    const answer = (await response.json()) as { status: string; error?: string; data?: { result: Sample[] } };
    if (answer.status !== 'success') throw new Error(`${query}: ${answer.error}`);
    return answer.data!.result;
  }

  /** The names of the alerts that fire. */
  async alerts(): Promise<string[]> {
    const firing = await this.query('count by (alertname) (ALERTS{alertstate="firing"})');
    return firing.map(({ metric }) => metric.alertname!).sort();
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
    await rm(this.folder, { recursive: true, force: true });
  }
}
