// @vitest-environment jsdom

import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../core/i18n/locales';
import { PromotionHistory } from '../models/promotion-history';
import { person, room, run, version } from '../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../testing/stage';
import { RunList } from './run-list';

const counts = { size: 39, right: 38, before: 36 };

describe('what a run made of the room’s corrections', () => {
  afterEach(clearStage);

  it.each(LOCALES)('stands in the list of runs and in the history of promotions, in %s', (locale) => {
    const said = texts(locale)('models.corrections', counts);
    const runs = [run(2, { state: 'finished', testAccuracy: 0.98, corrections: counts }), run(1)];
    const list = <RunList runs={runs} selectedId={null} compared={null} onSelect={() => {}} onCompare={() => {}} />;
    const verdict = { passed: true, checks: [], corrections: { size: 39, candidate: 38, champion: 36 } };
    const promotion = { versionId: 'model-one', by: 'person-ann', at: 1, verdict, override: false };
    const view = {
      you: person('writer'),
      versions: [version('model-one', 1)],
      state: room({ promotions: [promotion] }),
    };
    const { show } = stage(list, view, locale);
    expect(control('run-2-corrections').textContent).toBe(said);
    expect(controls()).not.toContain('run-1-corrections');
    show(<PromotionHistory />);
    expect(control('history').textContent).toContain(said);
  });
});
