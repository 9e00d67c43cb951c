import { describe, expect, it } from 'vitest';
import { readWorkerSettings } from './worker-settings.js';

describe('readWorkerSettings', () => {
  it('takes the duties of the pool unless told otherwise', () => {
    for (const wrong of [{ REDIS_URL: '"redis://127.0.0.1"' }, { LOG_LEVEL: 'loud' }, { WORKER_THREADS: 'two' }])
      expect(() => readWorkerSettings(wrong, ['training'])).toThrow(Object.keys(wrong)[0]);
    expect(readWorkerSettings({}, ['recognition', 'training']).duties).toEqual(['recognition', 'training']);
    expect(readWorkerSettings({ WORKER_QUEUES: 'recognition' }, ['training']).duties).toEqual(['recognition']);
    expect(readWorkerSettings({ WORKER_QUEUES: ' training, recognition' }, []).duties).toEqual([
      'training',
      'recognition',
    ]);
  });

  it('names the variable that makes no sense', () => {
    expect(() => readWorkerSettings({ WORKER_QUEUES: 'cooking' }, [])).toThrow('WORKER_QUEUES');
    expect(() => readWorkerSettings({ WORKER_THREADS: '0' }, [])).toThrow('WORKER_THREADS');
    expect(() => readWorkerSettings({ HEALTH_PORT: '70000' }, [])).toThrow('HEALTH_PORT');
    expect(() => readWorkerSettings({ METRICS_PORT: 'some' }, [])).toThrow('METRICS_PORT');
    expect(() => readWorkerSettings({ INKROOM_CANCEL_GRACE_MS: 'soon' }, [])).toThrow('INKROOM_CANCEL_GRACE_MS');
  });
});
