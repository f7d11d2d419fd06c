// With the option `scheme_switch` readers choose light or dark for themselves. The choice is there before the
// first thing is painted, stays, and follows in other tabs; without scripts and without a choice nothing is shown
// or kept.

import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from './checks/loading.mjs';
import { expect, test as plain } from './support/fixtures.mjs';
import { serveFolder } from './support/folder-server.mjs';
import { retell } from './support/program.mjs';

const test = plain.extend({
  /** The address of a new site whose readers may choose. */
  desk: [async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'retell-scheme-'));
    execFileSync(retell, ['--quiet', 'init', folder, '--title', 'Desk']);
    // The options of the theme come last in a new site's settings.
    await appendFile(join(folder, 'retell.toml'), '\nscheme_switch = true\n');
    execFileSync(retell, ['--quiet', '-C', folder, 'build']);
    const server = await serveFolder(join(folder, 'public'));
    await use(server.url);
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }, { scope: 'worker' }],
});

const PAPER = { light: 'rgb(251, 250, 247)', dark: 'rgb(22, 24, 27)' };
const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const choice = (page) => page.getByRole('combobox', { name: 'Colours' });

test.use({ colorScheme: 'light' });

test('a choice holds on the next page, in other tabs and until it is taken back', async ({ desk, page, context }) => {
  await page.goto(desk);
  const other = await context.newPage();
  await other.goto(desk);
  expect(await paper(page)).toBe(PAPER.light);
  await choice(page).selectOption('dark');
  expect(await paper(page)).toBe(PAPER.dark);
  await expect.poll(() => paper(other)).toBe(PAPER.dark);
  await page.goto(`${desk}stories/`);
  expect(await paper(page)).toBe(PAPER.dark);
  await expect(choice(page)).toHaveValue('dark');
  await choice(page).selectOption('');
  expect(await paper(page)).toBe(PAPER.light);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('nothing flashes: whatever is painted has the colours that were chosen', async ({ desk, page }) => {
  await page.goto(desk);
  await choice(page).selectOption('dark');
  await page.addInitScript(() => {
    window.painted = new Set();
    const look = () => {
      if (document.body) window.painted.add(getComputedStyle(document.body).backgroundColor);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  // A slow line, on which a choice that came late would be seen.
  await page.route('**/*.{css,js}', async (route) => {
    await new Promise((later) => setTimeout(later, 150));
    await route.continue();
  });
  await page.reload();
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  const colours = await page.evaluate(() => [...window.painted]);
  expect(colours.filter((colour) => colour !== 'rgba(0, 0, 0, 0)')).toEqual([PAPER.dark]);
});

test('the pages bear it under their policy', async ({ desk, page, problems }) => {
  problems.add('', await open(page, desk, ''));
  await expect(choice(page)).toBeVisible();
});

test('without scripts nothing is offered that would do nothing', async ({ desk, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(desk);
  await expect(page.getByText('Colours', { exact: true })).toBeHidden();
  await context.close();
});

test('a site that does not ask for it has nothing of it', async ({ site, page }) => {
  await page.goto(site.url);
  await expect(page.locator('#scheme')).toHaveCount(0);
  expect(await page.evaluate(() => [...document.scripts].some((script) => script.src.includes('scheme')))).toBe(false);
});
