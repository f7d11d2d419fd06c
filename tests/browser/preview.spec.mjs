// `retell serve` as authors see it: pages that follow what is saved, and mistakes over the last good page.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accessibility } from './checks/accessibility.mjs';
import { sideways } from './checks/reflow.mjs';
import { retell } from './support/program.mjs';
import { expect, test as plain } from './support/fixtures.mjs';

const test = plain.extend({
  /** What the preview is asked for besides. */
  flags: [[], { option: true }],
  /** A new site that is being served: its address, and a way to change its first story. */
  desk: async ({ startProgram, flags }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'retell-desk-'));
    await promisify(execFile)(retell, ['init', folder, '--title', 'Desk']);
    const served = await startProgram(retell, ['-C', folder, 'serve', ...flags], { ready: /(http:\/\/localhost:\d+)/ });
    const story = join(folder, 'content/stories/first-story.md');
    const written = await readFile(story, 'utf8');
    await use({
      url: `${served.match[1]}/`,
      story: `${served.match[1]}/stories/first-story/`,
      /** Saves the story with a change, or as it was at first. */
      save: (from = '', to = '') => writeFile(story, written.replace(from, to)),
    });
    await rm(folder, { recursive: true, force: true });
  },
});

const panel = (page) => page.locator('retell-preview').locator('section.panel');

test('a page that is open shows what is saved, by itself, and stays where it was scrolled to', async ({ desk, page }) => {
  await page.setViewportSize({ width: 390, height: 500 });
  await page.goto(desk.story);
  await page.evaluate(() => scrollTo(0, 400));
  await desk.save('hung up my coat', 'took off my boots');
  await expect(page.getByText('took off my boots')).toBeAttached();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(400);
});

test('a mistake is shown over the last good page with place, excerpt and remedy, and goes when it is mended', async ({ desk, page }) => {
  await page.goto(desk.story);
  await desk.save('\nsurprises', '\nsurprizes');
  await expect(panel(page)).toBeVisible();
  await expect(panel(page)).toContainText('content/stories/first-story.md:');
  await expect(panel(page)).toContainText('surprizes = [');
  await expect(panel(page)).toContainText('did you mean `surprises`?');
  await expect(page.locator('h1').first()).toHaveText('The light that was always on');
  // Another page is the last good one too, and says the same.
  await page.goto(desk.url);
  await expect(panel(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(page.getByRole('button', { name: '1 error' })).toBeVisible();
  await desk.save('The light that was always on', 'The light is mended');
  await expect(page.getByRole('heading', { name: 'The light is mended' }).first()).toBeVisible();
  await expect(page.locator('retell-preview')).toHaveCount(0);
});

test('the panel can be read by everybody, in the dark and on a small screen', async ({ desk, browser, problems }) => {
  await desk.save('\nsurprises', '\nsurprizes');
  for (const [colorScheme, width] of [['light', 1280], ['dark', 320]]) {
    const tab = await browser.newPage({ colorScheme, viewport: { width, height: 700 } });
    await tab.goto(desk.story);
    await expect(panel(tab)).toBeVisible();
    problems.add(`${colorScheme} at ${width} px`, await accessibility(tab));
    problems.add(`${colorScheme} at ${width} px`, await sideways(tab));
    await tab.close();
  }
});

test('ten open pages follow, more than a browser opens connections', async ({ desk, context }) => {
  const tabs = await Promise.all(Array.from({ length: 10 }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(desk.story)));
  await desk.save('hung up my coat', 'took off my boots');
  for (const tab of tabs) await expect(tab.getByText('took off my boots')).toBeAttached();
});

test.describe('with --follow', () => {
  test.use({ flags: [['--follow'], { option: true }] });

  test('the page that is looked at goes along to what is saved', async ({ desk, page }) => {
    await page.goto(desk.url);
    await desk.save('hung up my coat', 'took off my boots');
    await expect(page).toHaveURL(desk.story);
    await expect(page.getByText('took off my boots')).toBeAttached();
    // There it stays where it was scrolled to.
    await page.setViewportSize({ width: 390, height: 500 });
    await page.evaluate(() => scrollTo(0, 300));
    await desk.save('hung up my coat', 'took off my hat');
    await expect(page.getByText('took off my hat')).toBeAttached();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(300);
  });
});
