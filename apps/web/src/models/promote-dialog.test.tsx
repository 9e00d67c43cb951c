// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { DEFAULT_LIMITS, fail, type GateSide, type GateVerdict, judge, type ModelVersion, ok } from '@inkroom/shared';
import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../core/i18n/locales';
import { person, room, version } from '../testing/fixtures';
import { clearStage, control, controls, type Stage, stage, texts } from '../testing/stage';
import { PromoteDialog } from './promote-dialog';

const CHAMPION = 'shipped-drawn';
const live = version(CHAMPION, 0);
/** A model that unlearnt a digit: worse as a whole, and far below the floor at 4. */
const worse = version('model-one', 1, {
  metrics: {
    ...live.metrics,
    testAccuracy: 0.95,
    perClass: live.metrics.perClass.map((of, digit) => (digit === 4 ? 0.61 : of)),
  },
});
const elsewhere = version('model-one', 1, { dataset: { ...live.dataset, source: 'generated' } });
const same = version('model-one', 1);

/** What the real gate says of a version against the live one. */
function verdictOn({ metrics, dataset }: ModelVersion): GateVerdict {
  const side = (of: ModelVersion): GateSide => ({ metrics: of.metrics, source: of.dataset.source, holdout: null });
  return judge(side({ ...live, metrics, dataset }), { champion: side(live), best: side(live) }, DEFAULT_LIMITS);
}

/** The dialog about a version, once the gate has said what it thinks. */
async function opened(candidate: ModelVersion, locale: Locale = 'en'): Promise<Stage & { onClose: () => void }> {
  const view: Partial<RoomView> = {
    you: person('host'),
    state: room({ champion: CHAMPION }),
    versions: [live, candidate],
  };
  const onClose = vi.fn();
  const set = stage(null, view, locale);
  vi.spyOn(set.client, 'judge').mockResolvedValue(ok(verdictOn(candidate)));
  set.show(<PromoteDialog versionId={candidate.id} onClose={onClose} />);
  await act(async () => {});
  return { ...set, onClose };
}

describe('the dialog before a promotion', () => {
  afterEach(clearStage);

  it.each(LOCALES)(
    'R6 says which questions of the gate failed, and offers no plain promotion, in %s',
    async (locale) => {
      const t = texts(locale);
      await opened(worse, locale);
      expect(control('gate-checks').dataset.passed).toBe('false');
      expect(control('gate-test').dataset.state).toBe('failed');
      expect(control('gate-test').textContent).toContain('95.00');
      expect(control('gate-classes').dataset.state).toBe('failed');
      expect(control('gate-classes').textContent).toContain(t('models.gate.classesDigit', { digit: 4 }));
      expect(control('gate-classes').textContent).toContain('61.00');
      expect(control('gate-holdout').dataset.state).toBe('skipped');
      expect(control('gate-holdout').textContent).toContain(t('models.gate.holdoutUnknown'));
      const dialog = document.querySelector('[role="dialog"]')!.textContent;
      expect(dialog).toContain(t('models.gate.failedTitle'));
      expect(dialog).toContain(t('models.gate.failedText'));
      expect(controls()).not.toContain('gate-promote');
      expect(control('gate-override').textContent).toBe(t('models.gate.override'));
    },
  );

  it.each(LOCALES)('tells how many of the room’s corrections both read, in %s', async (locale) => {
    const t = texts(locale);
    const { show, client, onClose } = await opened(same, locale);
    const told = (candidate: number) => ({ ...verdictOn(same), corrections: { size: 39, candidate, champion: 36 } });
    for (const [right, state] of [
      [38, 'noted'],
      [35, 'warning'],
    ] as const) {
      vi.spyOn(client, 'judge').mockResolvedValue(ok(told(right)));
      show(<PromoteDialog key={right} versionId={same.id} onClose={onClose} />);
      await act(async () => {});
      expect(control('gate-corrections').dataset.state).toBe(state);
      expect(control('gate-corrections').textContent).toContain(t('models.gate.correctionsRight', { right, size: 39 }));
      const note = state === 'noted' ? 'models.gate.correctionsFine' : 'models.gate.correctionsWorse';
      expect(control('gate-corrections').textContent).toContain(t(note, { right: 36, size: 39 }));
    }
  });

  it('R6 goes against the gate only after one more question, which says that all will see it', async () => {
    const t = texts();
    const { asked, client } = await opened(worse);
    fireEvent.click(control('gate-override'));
    expect(asked).toEqual([]);
    expect(control('gate-ask').textContent).toContain(t('models.gate.askText'));
    // What failed stays in sight of whoever is about to overrule it.
    expect(control('gate-classes').dataset.state).toBe('failed');
    fireEvent.click(control('gate-confirm'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'model.promote', versionId: 'model-one', override: true });
  });

  it.each(LOCALES)('says of a model that is better in nothing that there is no need for it, in %s', async (locale) => {
    const { show, client, onClose } = await opened(same, locale);
    expect(control('gate-no-gain').textContent).toContain(texts(locale)('models.gate.noGainText'));
    const gain = { ...verdictOn(same), corrections: { size: 39, candidate: 38, champion: 36 } };
    vi.spyOn(client, 'judge').mockResolvedValue(ok(gain));
    show(<PromoteDialog key="gain" versionId={same.id} onClose={onClose} />);
    await act(async () => {});
    expect(controls()).not.toContain('gate-no-gain');
  });

  it.each(LOCALES)('names the best of the line as what the test set is compared with, in %s', async (locale) => {
    const { show, client, onClose } = await opened(same, locale);
    vi.spyOn(client, 'judge').mockResolvedValue(ok({ ...verdictOn(same), best: 'model-best' }));
    show(<PromoteDialog key="best" versionId={same.id} onClose={onClose} />);
    await act(async () => {});
    const [best] = texts(locale)('models.gate.best', { accuracy: '#' }).split('#');
    expect(control('gate-test').textContent).toContain(best);
  });

  it('R6 offers a host to begin the line anew where a shipped model fails, and asks before it does', async () => {
    const flat = version('shipped-mlp', 0, { metrics: worse.metrics });
    const { asked, client } = await opened(flat);
    fireEvent.click(control('begin-shipped-mlp'));
    expect(asked).toEqual([]);
    fireEvent.click(control('begin-confirm'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'model.begin', versionId: 'shipped-mlp' });
  });

  it('leaves the live model alone for whoever goes back', async () => {
    const { asked, onClose } = await opened(worse);
    fireEvent.click(control('gate-override'));
    fireEvent.click(screen.getByText(texts()('models.gate.back')));
    expect(controls()).toContain('gate-override');
    fireEvent.click(screen.getByText(texts()('models.gate.keep')));
    expect(onClose).toHaveBeenCalledOnce();
    expect(asked).toEqual([]);
  });

  it('says that the numbers cannot be compared where the two were measured on different digits', async () => {
    const t = texts();
    await opened(elsewhere);
    expect(control('gate-test').textContent).toContain(t('models.gate.testUnknown'));
    expect(document.querySelector('[role="dialog"]')!.textContent).toContain(t('models.gate.failedUnknown'));
    expect(controls()).not.toContain('gate-promote');
  });

  it('R6 promotes plainly what has passed, with no way past the gate', async () => {
    const { client } = await opened(same);
    expect(control('gate-checks').dataset.passed).toBe('true');
    expect(controls()).not.toContain('gate-override');
    fireEvent.click(control('gate-promote'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'model.promote', versionId: 'model-one', override: false });
  });

  it('R6 shows the verdict of the moment where the gate says no after all', async () => {
    const { client } = await opened(same);
    const refusal = fail('gate_failed', { verdict: verdictOn(worse) });
    vi.spyOn(client, 'settled').mockResolvedValue(refusal);
    fireEvent.click(control('gate-promote'));
    await act(async () => {});
    expect(control('gate-checks').dataset.passed).toBe('false');
    expect(controls()).not.toContain('gate-promote');
  });
});
