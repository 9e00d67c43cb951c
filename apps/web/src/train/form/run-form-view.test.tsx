// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { fireEvent } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { person, pools, room, version } from '../../testing/fixtures';
import { clearStage, control, controls, isUnavailable, stage, texts } from '../../testing/stage';
import { emptyRunForm } from './run-form';
import { RunFormView } from './run-form-view';

const view: Partial<RoomView> = { you: person('writer'), state: room(), versions: [version('shipped-drawn', 0)] };

function Form() {
  const [form, setForm] = useState(emptyRunForm);
  return <RunFormView form={form} onForm={setForm} onStarted={() => {}} />;
}

describe('the form of a run', () => {
  afterEach(clearStage);

  it('starts a run where a worker is online', () => {
    const { asked } = stage(<Form />, { ...view, pools: pools('cpu') });
    expect(controls()).not.toContain('train-no-worker');
    expect(isUnavailable('train-start')).toBe(false);
    fireEvent.click(control('train-start'));
    expect(asked).toEqual(['startRun']);
  });

  it.each(LOCALES)('starts nothing where no worker is online, and says why and what can be done, in %s', (locale) => {
    const t = texts(locale);
    const pool = t('training.cpu');
    const { asked } = stage(<Form />, { ...view, pools: pools() }, locale);
    const notice = control('train-no-worker').textContent;
    expect(notice).toContain(t('training.noWorkerTitle', { pool }));
    expect(notice).toContain(t('training.noCpuText'));
    expect(notice).toContain(t('training.waitForIt'));
    for (const name of ['cpu', 'gpu']) {
      expect(control(`train-pool-${name}`).textContent).toContain(t('training.workers', { count: 0 }));
    }
    expect(isUnavailable('train-start')).toBe(true);
    fireEvent.click(control('train-start'));
    expect(asked).toEqual([]);
    expect(control('toast').textContent).toContain(t('training.chooseFirst', { pool }));
  });

  it('reads each of its numbers as a Japanese keyboard writes them, and shows what it has read', () => {
    const { client } = stage(<Form />, { ...view, pools: pools('cpu') });
    const type = (name: string, value: string) => {
      const field = control(`train-${name}`) as HTMLInputElement;
      fireEvent.change(field, { target: { value } });
      fireEvent.blur(field);
      return field;
    };
    fireEvent.click(control('train-more'));
    expect(type('epochs', '　１２').value).toBe('12');
    expect(type('batchSize', '１２８').value).toBe('128');
    expect(type('seed', '１、０２４').value).toBe('1024');
    expect(type('learningRate', 'ー０。００１').value).toBe('-0.001');
    expect(isUnavailable('train-start')).toBe(true);
    expect(type('learningRate', '０。００１').value).toBe('0.001');
    fireEvent.click(control('train-start'));
    const numbers = { epochs: 12, batchSize: 128, learningRate: 0.001, seed: 1024 };
    expect(client.startRun).toHaveBeenCalledWith(expect.objectContaining(numbers), expect.anything());
  });

  it('puts the run in the queue for whoever would rather wait, and says so', () => {
    const t = texts();
    const { asked, client } = stage(<Form />, { ...view, pools: pools() });
    fireEvent.click(control('train-wait'));
    expect(control('train-waiting').textContent).toBe(t('training.waitingForIt', { pool: t('training.cpu') }));
    expect(control('train-start').textContent).toBe(t('training.startWaiting'));
    fireEvent.click(control('train-start'));
    expect(asked).toEqual(['startRun']);
    expect(client.startRun).toHaveBeenCalledWith(expect.objectContaining({ pool: 'cpu' }), { wait: true });
  });

  it('offers the CPU where no GPU is online, and only where a CPU is', () => {
    const t = texts();
    stage(<Form />, { ...view, pools: pools('cpu') });
    fireEvent.click(control('train-pool-gpu'));
    expect(control('train-no-worker').textContent).toContain(t('training.noGpuText'));
    expect(isUnavailable('train-start')).toBe(true);
    fireEvent.click(control('train-use-cpu'));
    expect(controls()).not.toContain('train-no-worker');
    expect(isUnavailable('train-start')).toBe(false);
    clearStage();
    stage(<Form />, { ...view, pools: pools() });
    fireEvent.click(control('train-pool-gpu'));
    expect(control('train-no-worker').textContent).toContain(t('training.noEitherText'));
    expect(controls()).not.toContain('train-use-cpu');
  });

  it('asks again about waiting when another pool is chosen', () => {
    stage(<Form />, { ...view, pools: pools() });
    fireEvent.click(control('train-wait'));
    fireEvent.click(control('train-pool-gpu'));
    expect(controls()).toContain('train-no-worker');
    expect(isUnavailable('train-start')).toBe(true);
  });

  it('shows which pools have a worker, and which', () => {
    const t = texts();
    stage(<Form />, { ...view, pools: pools('gpu') });
    expect(control('train-pool-cpu').textContent).toContain(t('training.workers', { count: 0 }));
    expect(control('train-pool-gpu').textContent).toContain(t('training.workers', { count: 1 }));
    expect(control('train-pool-gpu').textContent).toContain('NVIDIA H100');
  });

  it('takes the digits of a Japanese keyboard while they are composed, and shows the number once the field is left', () => {
    const { client } = stage(<Form />, { ...view, pools: pools('cpu') });
    const epochs = control('train-epochs') as HTMLInputElement;
    fireEvent.compositionStart(epochs);
    for (const typed of ['１', '１２']) {
      fireEvent.change(epochs, { target: { value: typed } });
      expect(epochs.value).toBe(typed);
    }
    fireEvent.compositionEnd(epochs);
    expect(isUnavailable('train-start')).toBe(false);
    fireEvent.blur(epochs);
    expect(epochs.value).toBe('12');
    fireEvent.click(control('train-start'));
    expect(client.startRun).toHaveBeenCalledWith(expect.objectContaining({ epochs: 12 }), { wait: false });
  });
});
