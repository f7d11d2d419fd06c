// The search without a mouse, and as a screen reader tells it.

import { walk } from './checks/keyboard.mjs';
import { expect, parts, test } from './support/searching.mjs';

test('/ and Ctrl+K put the cursor in the field on every page, and / is a letter where one writes', async ({ quay, page }) => {
  for (const path of ['', 'stories/one-database/', 'search/?q=queue']) {
    await page.goto(quay.url + path);
    const { field } = parts(page);
    for (const key of ['/', 'Control+k', 'Meta+k']) {
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press(key);
      await expect(field, `${key} on /${path}`).toBeFocused();
    }
    await field.fill('');
    await page.keyboard.press('/');
    await expect(field).toHaveValue('/');
    // With the cursor in it already, Ctrl+K takes all of it, to be written over.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tide');
    await expect(field).toHaveValue('tide');
  }
});

test('a reader can switch / off, on all pages, and nothing is stored before', async ({ quay, page }) => {
  const stored = () => page.evaluate(() => ({ ...localStorage }));
  await page.goto(`${quay.url}search/?q=queue`);
  await expect(parts(page).results).toHaveCount(10);
  expect(await stored()).toEqual({});
  const box = page.getByRole('checkbox', { name: /^The key \// });
  await box.focus();
  // On a box one does not write.
  await page.keyboard.press('/');
  await expect(parts(page).field).toBeFocused();
  await box.uncheck();
  expect(await stored()).toEqual({ 'retell-slash': 'off' });
  await page.goto(quay.url);
  await page.keyboard.press('/');
  await expect(parts(page).field).not.toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(parts(page).field).toBeFocused();
  await page.goto(`${quay.url}search/`);
  await expect(box).not.toBeChecked();
  await box.check();
  await page.goto(quay.url);
  await page.keyboard.press('/');
  await expect(parts(page).field).toBeFocused();
});

test('what the search needs is fetched when the field is first used, not before', async ({ quay, page }) => {
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(quay.url, { waitUntil: 'networkidle' });
  expect(asked.filter((path) => path.startsWith('/search/'))).toEqual([]);
  const manifest = page.waitForResponse('**/search/manifest.json');
  await page.keyboard.press('/');
  await manifest;
  expect(asked.some((path) => /^\/search\/[a-z2-7]{8}\.js$/.test(path)), 'the module').toBe(true);
});

test('from the first key to a result without a mouse', async ({ quay, page }) => {
  await page.goto(`${quay.url}stories/`);
  const { field, titles, results, more } = parts(page);
  await page.keyboard.press('/');
  await page.keyboard.type('queue');
  await page.keyboard.press('Enter');
  await expect(results).toHaveCount(10);
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await expect(titles.first()).toBeFocused();
  for (let step = 0; step < 9; step += 1) await page.keyboard.press('ArrowDown');
  await expect(titles.nth(9)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(more).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(results).toHaveCount(20);
  await page.keyboard.press('ArrowUp');
  await expect(titles.nth(19)).toBeFocused();
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowUp');
  await expect(field).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/stories\/queue-\d+\//);
});

test('the Tab key goes through form, order, filters and results, each stop seen', async ({ quay, page, problems }) => {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    await page.goto(`${quay.url}search/?q=queue`);
    const { results, filters } = parts(page);
    await expect(results).toHaveCount(10);
    // Not by a click, after which the Tab key would go on from there.
    await filters.evaluate((details) => { details.open = true; });
    await expect(filters.getByRole('checkbox').first()).toBeVisible();
    problems.add(`search/ at ${width} px`, await walk(page));
  }
});

test('how many there are is said once for each pause, and the focus stays where it is', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/`);
  const { field, told, status } = parts(page);
  await page.evaluate(() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.querySelector('[role=status]').textContent))
      .observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true });
  });
  await page.waitForTimeout(1500);
  await page.evaluate(() => { window.said.length = 0; });
  await field.pressSequentially('queue', { delay: 60 });
  // It is there for the eye at once …
  await expect(told).toHaveText('23 results for “queue”');
  // … and for the ear when the keys have been still.
  await expect(status).toHaveText('23 results for “queue”');
  await page.waitForTimeout(1500);
  expect(await page.evaluate(() => window.said)).toEqual(['23 results for “queue”']);
  await expect(field).toBeFocused();
});

test('a letter that is still being composed is left alone', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=queue`);
  const { field, results } = parts(page);
  await expect(results).toHaveCount(10);
  await field.focus();
  await field.dispatchEvent('keydown', { key: 'ArrowDown', isComposing: true, bubbles: true });
  await expect(field).toBeFocused();
});
