import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import { accessFaults } from '../support/access.ts';
import {
  APPEAR_MS,
  cellOf,
  takePicture,
  tap,
  type Visitor,
  visit,
  waitForAttribute,
  writeWithMouse,
} from '../support/browser.ts';
import { announceTroubles } from '../support/consoles.ts';
import { mnistDirectory, writtenDigits } from '../support/data.ts';

/** ms that a run of an epoch or two of a small model may take on a slow machine, data and evaluation included. */
const RUN_MS = 180_000;
const WRITTEN = [0, 1, 2, 3, 4];

describe('training and the model line, in a browser on a started stack', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let ann: Visitor;
  let page: Page;
  let digits: WrittenDigit[];
  const at = (testId: string) => page.getByTestId(testId);

  beforeAll(async () => {
    const mnist = mnistDirectory();
    stack = await startPrivateStack({
      web: true,
      env: mnist ? { MNIST_DIR: mnist } : { INKROOM_MNIST_MIRRORS: 'none' },
    });
    digits = await writtenDigits(1);
    browser = await launchBrowser();
    ann = await visit(browser);
    page = ann.page;
    await page.goto(stack.url);
    await at('new-room').click();
    await at('join-name').fill('Ann');
    await at('join-submit').click();
    await waitForAttribute(at('connection-state'), 'data-state', 'online');
    await at('zoom-fit').click();
    for (const cell of WRITTEN) await writeWithMouse(page, cell, digits[cell]!);
    for (const cell of WRITTEN) await waitForAttribute(cellOf(page, cell), 'data-prediction', /^\d$/);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      await takePicture(page, task.name);
      console.error(stack?.lines.slice(-40).join('\n'));
    });
  });

  async function finished(): Promise<void> {
    await page.locator('[data-testid=run-state][data-state=finished]').waitFor({ timeout: RUN_MS });
  }

  it('adds a layer to a ready-made model in two clicks', async () => {
    await at('tab-train').click();
    await at('train-architecture-custom').click();
    await at('layer-add-dense').click();
    expect(await at('layer-units').inputValue()).toMatch(/^\d+$/);
    expect(await at('train-estimate').textContent()).toMatch(/\d/);
  });

  it('marks a layer that does not fit, and starts nothing', async () => {
    // Before the third pool the image is smaller than its squares.
    for (let i = 0; i < 3; i++) {
      await at('layer-add-pool').click();
      await at('layer-pool-size').selectOption('4');
    }
    await at('layer-fault').waitFor();
    await at('train-start').scrollIntoViewIfNeeded();
    await tap(page, at('train-start'));
    await at('toast').first().waitFor();
    expect(await at('run-view').count()).toBe(0);
    for (let i = 0; i < 3; i++) {
      if ((await at('layer-remove').count()) === 0) await at('layer-0').locator('button').first().click();
      await at('layer-remove').click();
    }
    await at('layer-fault').waitFor({ state: 'detached' });
  });

  it(
    'trains it, and shows the pictures behind a confusion',
    async () => {
      await at('train-epochs').fill('1');
      await at('train-start').click();
      await at('run-view').waitFor();
      await finished();
      expect(await at('cost-wall').textContent()).toMatch(/\d/);
      expect(await accessFaults(page)).toEqual([]);
      await at('run-evaluation-open').click();
      await page.locator('[data-cell][data-kind=wrong]').first().click();
      await at('mistakes').locator('canvas').first().waitFor();
      expect(await accessFaults(page)).toEqual([]);
      // From square to square with the arrow keys.
      await at('confusion-0-0').focus();
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-cell'))).toBe('1-0');
    },
    RUN_MS + 60_000,
  );

  it('R6 shows why a weaker model does not pass the gate, and leaves the live one in place', async () => {
    await at('run-use-model').click();
    await waitForAttribute(at('gate-checks'), 'data-passed', 'false');
    await at('gate-override').click();
    await at('gate-ask').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await at('tab-models').click();
    expect(await at('live-model').getAttribute('data-version')).toMatch(/^shipped-/);
  });

  it('lets it read along, and says in how many cells the two agree', async () => {
    await page.locator('[data-testid^=challenge-]').first().click();
    await at('challenger').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    const count = await waitForAttribute(at('disagreements'), 'data-count', /^\d+$/);
    if (Number(count) > 0) {
      await page.locator('[data-testid^=disagreement-]').first().click();
      await at('tab-inspect').click();
      await at('inspector-challenger').waitFor();
      await at('tab-models').click();
    }
  });

  it('hands a model out as a file and takes it in again', async () => {
    const versions = page.locator('[data-testid^=version-]');
    const before = await versions.count();
    await page.locator('[data-testid^=export-]').first().click();
    const [download] = await Promise.all([page.waitForEvent('download'), at('export-onnx').click()]);
    expect(download.suggestedFilename()).toMatch(/^inkroom-.*-onnx\.zip$/);
    const [tfjs] = await Promise.all([page.waitForEvent('download'), at('export-tfjs').click()]);
    await page.keyboard.press('Escape');
    await at('import-file').setInputFiles(await tfjs.path());
    await at('import-progress').waitFor({ state: 'detached', timeout: RUN_MS });
    // The very model that is here already comes in as itself, or as one more: never as an error.
    expect(await at('import-error').count()).toBe(0);
    expect(await versions.count()).toBeGreaterThanOrEqual(before);

    // What is no model is refused, and browsers tell of each refusal.
    announceTroubles(/status of 422 .*\/versions/);
    await at('import-file').setInputFiles({ name: 'no.zip', mimeType: 'application/zip', buffer: Buffer.from('no') });
    await at('import-error').waitFor();
  });

  it('shows how much of a file has left, and gives it up when told to', async () => {
    const line = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 };
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', slow);
    const file = { name: 'large.zip', mimeType: 'application/zip', buffer: Buffer.alloc(8_000_000) };
    await at('import-file').setInputFiles(file);
    await waitForAttribute(at('import-progress').getByRole('progressbar'), 'aria-valuenow', /[1-9]/);
    expect(await at('import-progress').getAttribute('data-phase')).toBe('sending');
    await at('import-cancel').click();
    await at('import-open').waitFor();
    expect(await at('import-error').count()).toBe(0);
    await line.detach();
  });

  it(
    'improves the live model with the corrections, and puts both runs side by side',
    async () => {
      await at('tab-train').click();
      await tap(page, at(`prediction-${WRITTEN[0]}`));
      await at('correction').waitFor();
      await at('label-0').click();
      await at('improve-start').click();
      await waitForAttribute(at('run-2'), 'aria-current', 'true');
      await finished();
      // In the room's own words first: its corrections, then and now, and with them its score in the bar.
      expect(await at('run-corrections').getAttribute('data-right')).toMatch(/^\d+$/);
      expect(await at('run-corrections').getByRole('img').count()).toBe(
        Number(await at('run-mended').locator('li').count()) + Number(await at('run-spoilt').locator('li').count()),
      );
      await waitForAttribute(at('score'), 'data-right', /^\d+$/);
      await at('compare-open').click();
      await at('compare').locator('table').waitFor({ timeout: APPEAR_MS });
      expect(await at('compare').locator('thead th').count()).toBe(2);
      expect(await accessFaults(page)).toEqual([]);
      // For a class to look at: the panel takes room from the page.
      const { width } = (await at('side-panel').boundingBox())!;
      await at('panel-widen').click();
      expect((await at('side-panel').boundingBox())!.width).toBeGreaterThan(width);
    },
    RUN_MS + 60_000,
  );

  it('R10 shows whose corrections there are, and withdraws them after asking once more', async () => {
    await at('corrections-open').click();
    await at('person-samples').waitFor();
    await at('withdraw-labelled').click();
    await at('withdraw-confirm').click();
    await at('person-samples').waitFor({ state: 'detached', timeout: APPEAR_MS });
    await page.keyboard.press('Escape');
    await at('corrections-open').waitFor({ state: 'detached' });
    expect(await at('improve').count()).toBe(0);
  });
});
