import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Namespace, Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from './root.mjs';

const folder = join(root, 'deploy/kubernetes');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
const documents = files.flatMap((file) =>
  parseAllDocuments(text(`deploy/kubernetes/${file}`), { merge: true }).map((document) => ({
    file,
    errors: document.errors,
    value: document.toJS() as Manifest,
  })),
);
const manifests = documents.filter(({ file }) => !file.endsWith('kustomization.yaml'));
const kustomizations = documents.filter(({ file }) => file.endsWith('kustomization.yaml'));

interface Probe {
  httpGet?: { path: string; port: string };
  exec?: { command: string[] };
}
interface Container {
  name: string;
  image: string;
  command?: string[];
  env?: { name: string; value?: string }[];
  ports?: { name: string; containerPort: number }[];
  lifecycle?: { preStop: { sleep: { seconds: number } } };
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe?: Probe;
}
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: {
    replicas: number;
    selector: { matchLabels?: Record<string, string>; app?: string };
    scaleTargetRef: { name: string };
    triggers: { metadata: { listName: string } }[];
    template: {
      metadata: { labels: Record<string, string> };
      spec: { terminationGracePeriodSeconds: number; containers: Container[] };
    };
  };
  resources?: string[];
  components?: string[];
  images?: { name: string }[];
}

/** KEDA's own kind, as far as it is used: its models ask for a newer Node than inkroom does. */
const scaledObject = z.strictObject({
  apiVersion: z.literal('keda.sh/v1alpha1'),
  kind: z.literal('ScaledObject'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    scaleTargetRef: z.strictObject({ name: z.string() }),
    minReplicaCount: z.int().min(1),
    maxReplicaCount: z.int(),
    pollingInterval: z.int(),
    cooldownPeriod: z.int(),
    triggers: z.array(
      z.strictObject({
        type: z.literal('redis'),
        metadata: z.strictObject({
          addressFromEnv: z.literal('REDIS_ADDRESS'),
          passwordFromEnv: z.literal('REDIS_PASSWORD'),
          listName: z.string(),
          listLength: z.string().regex(/^\d+$/),
          activationListLength: z.string().regex(/^\d+$/),
          enableTLS: z.enum(['true', 'false']),
        }),
      }),
    ),
  }),
});

const MODELS = { Deployment, StatefulSet, Ingress, PodDisruptionBudget, Namespace, Service };

const workloads = manifests.map(({ value }) => value).filter(({ kind }) => /^(Deployment|StatefulSet)$/.test(kind));
const containerOf = ({ spec }: Manifest) => spec.template.spec.containers[0]!;

interface Compose {
  services: Record<
    string,
    {
      image: string;
      command?: string[];
      build?: { target: string };
      environment?: Record<string, string | null>;
      healthcheck: { test: string[] };
      stop_grace_period: string;
    }
  >;
}
const { services } = parse(text('docker-compose.yml'), { merge: true }) as Compose;
/** The service of compose that runs the same. */
const serviceOf = (workload: Manifest) =>
  Object.entries(services).find(([, { image }]) => image === containerOf(workload).image)!;

describe('the manifests for Kubernetes', () => {
  it.each(manifests.map(({ file, value }) => [`${file}: ${value.kind} ${value.metadata.name}`, value] as const))(
    'have the form of their kinds: %s',
    (_name, value) => {
      if (value.kind === 'ScaledObject') return void scaledObject.parse(value);
      const Model = MODELS[value.kind as keyof typeof MODELS] as new (json: object) => { validate(): void };
      new Model(value).validate();
    },
  );

  it('say nothing that Kubernetes would not take', () => {
    // Its schemas say what a field's value may be, and let fields pass that there are not.
    const types = ['apps/v1', 'v1', 'policy/v1', 'networking.k8s.io/v1'].map((group) => `kubernetes-models/${group}`);
    const known = new Set(
      [...types, '@kubernetes-models/apimachinery/apis/meta/v1'].flatMap((group) =>
        declarations(group).flatMap((text) => [...text.matchAll(/^\s+"(\w+)"\??:/gm)].map(([, name]) => name)),
      ),
    );
    for (const { file, value } of manifests.filter(({ value }) => value.kind !== 'ScaledObject'))
      for (const field of fieldsOf(value)) expect(known, `${file}: ${field}`).toContain(field);
  });

  it('are all taken up by a kustomization, which names nothing that is not there', () => {
    const named = kustomizations.flatMap(({ file, value }) =>
      [...(value.resources ?? []), ...(value.components ?? [])].map((path) => join(dirname(file), path)),
    );
    for (const path of named) expect(existsSync(join(folder, path)), path).toBe(true);
    for (const { file } of manifests) expect(named).toContain(file);
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('find what they select', () => {
    for (const { file, value } of manifests) {
      const { selector, scaleTargetRef } = value.spec ?? {};
      const app = selector?.matchLabels?.app ?? selector?.app ?? scaleTargetRef?.name;
      if (!app) continue;
      const workload = workloads.find(({ spec }) => spec.template.metadata.labels.app === app);
      expect(workload?.metadata.name, file).toBe(app);
    }
  });

  it('let one pod of each go at a time', () => {
    const budgets = manifests.filter(({ value }) => value.kind === 'PodDisruptionBudget');
    const names = workloads.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
    expect(budgets.map(({ value }) => value.metadata.name).sort()).toEqual(names.sort());
  });

  it('scale by queues that BullMQ fills, and never to nobody', () => {
    const lists = manifests.flatMap(
      ({ value }) => value.spec?.triggers?.map(({ metadata }) => metadata.listName) ?? [],
    );
    const queue = /^\{inkroom\}:(recognition|training-cpu|training-gpu):(wait|prioritized|active)$/;
    expect(lists.length).toBeGreaterThan(0);
    for (const list of lists) expect(list).toMatch(queue);
  });
});

describe('what Kubernetes and compose run', () => {
  it.each(workloads.map((workload) => [workload.metadata.name, workload] as const))(
    'is the same: %s',
    (_, workload) => {
      const container = containerOf(workload);
      const [name, service] = serviceOf(workload);
      // The same image, of a target that is there, at the port that it listens on.
      if (service.build) expect(text('Dockerfile')).toContain(` AS ${service.build.target}\n`);
      if (name === 'redis') expect(container.command).toEqual(service.command!.map(asVariable));
      // The same question whether it lives.
      const [, ...asked] = service.healthcheck.test;
      const { httpGet, exec } = container.livenessProbe;
      if (exec && name !== 'redis') expect(exec.command).toEqual(asked);
      else if (httpGet) expect(httpGet.path).toBe(asked.at(-1));
      // At least the time that it gets there to end, once it is told.
      const { terminationGracePeriodSeconds } = workload.spec.template.spec;
      const waits = container.lifecycle?.preStop.sleep.seconds ?? 0;
      expect(terminationGracePeriodSeconds - waits).toBeGreaterThanOrEqual(
        Number.parseInt(service.stop_grace_period, 10),
      );
    },
  );

  it('gets every image from the registry', () => {
    for (const { file, value } of kustomizations.filter(({ file }) => file.startsWith('overlays'))) {
      const taken = (value.components ?? []).map((path) => join(dirname(file), path));
      const parts = manifests.filter((one) => dirname(one.file) === 'base' || taken.includes(dirname(one.file)));
      const images = parts.flatMap(
        ({ value }) => value.spec?.template?.spec.containers.map(({ image }) => image) ?? [],
      );
      const own = [...new Set(images)].filter((image) => image.startsWith('inkroom-')).sort();
      expect(value.images!.map((image) => image.name).sort(), relative(folder, file)).toEqual(own);
    }
  });
});

function declarations(group: string): string[] {
  const path = join(root, 'node_modules', group);
  const names = readdirSync(path).filter((name) => name.endsWith('.d.ts'));
  return names.map((name) => readFileSync(join(path, name), 'utf8'));
}

/** Whatever an operator names as they like. */
const FREE = ['labels', 'annotations', 'matchLabels', 'requests', 'limits', 'selector', 'drop'];

function fieldsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  return Object.entries(value).flatMap(([name, child]) => [name, ...(FREE.includes(name) ? [] : fieldsOf(child))]);
}

/** What compose takes from the shell, Kubernetes has from a secret or says itself. */
function asVariable(argument: string): string {
  return argument.replace(/\$\{REDIS_PASSWORD:-\w+\}/, '$(REDIS_PASSWORD)').replace(/\$\{\w+:-(\w+)\}/, '$1');
}
