// A slow line, no line, no scripts, an old browser, a page published anew: there is always something to read.

import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder } from './support/folder-server.mjs';
import { expect, parts, test } from './support/searching.mjs';

test.use({ mayComplain: true });

test('without scripts the form of any page leads to a list of everything', async ({ quay, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${quay.url}stories/one-database/`);
  await parts(page).field.fill('databse');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(`${quay.url}search/?q=databse`);
  await expect(page.locator('noscript')).toBeVisible();
  expect(await page.locator('noscript').innerText()).toMatch(/^Search needs JavaScript\. Everything is listed below/);
  await expect(page.getByRole('heading', { name: 'Essays' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'The night it filled' })).toBeVisible();
  // Nothing stands there that only a script could move.
  const controls = page.locator('main').locator('input, button, select, summary');
  expect(await controls.evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.localName))).toEqual(['input', 'button']);
  await context.close();
});

test('with scripts the list is not in the way, from the first moment on', async ({ quay, page }) => {
  // The module never comes, but for the style sheet the page is what it is.
  await page.route(/\/search\/\w+\.js$/, () => {});
  await page.goto(`${quay.url}search/?q=queue`, { waitUntil: 'commit' });
  await expect(parts(page).field).toBeVisible();
  await expect(parts(page).everything).toBeHidden();
});

test('a browser that cannot read the index shows the list of everything', async ({ quay, page }) => {
  await page.addInitScript(() => { delete window.DecompressionStream; });
  await page.goto(`${quay.url}search/?q=queue`);
  await expect(parts(page).everything).toBeVisible();
  await expect(page.getByRole('link', { name: 'The night it filled' })).toBeVisible();
  await expect(page.getByLabel('Order')).toBeHidden();
});

for (const [what, pattern] of Object.entries({ module: /\/search\/\w{8}\.js$/, manifest: '**/search/manifest.json*', words: '**/search/t/*', texts: '**/search/f/*' })) {
  for (const [how, act] of Object.entries({
    'is not there': (route) => route.fulfill({ status: 404, body: 'no' }),
    'does not arrive': (route) => route.abort(),
    'is something else': (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html>' }),
  })) {
    test(`where the file with the ${what} ${how}, the list of everything is shown`, async ({ quay, page }) => {
      await page.route(pattern, act);
      await page.goto(`${quay.url}search/?q=queue`);
      const { everything, told, results } = parts(page);
      await expect(everything).toBeVisible();
      await expect(results).toHaveCount(0);
      if (what === 'module') return;
      await expect(told).toHaveText('The search index did not arrive. Try again, or look through the list of everything.');
      await page.unroute(pattern);
      await page.getByRole('link', { name: 'Try again' }).click();
      await expect(results).toHaveCount(10);
      await expect(everything).toBeHidden();
    });
  }
}

test('a line that is cut while one types heals by itself', async ({ quay, page, context }) => {
  await page.goto(`${quay.url}search/?q=queue`);
  const { field, told, results, more } = parts(page);
  await expect(results).toHaveCount(10);
  await context.setOffline(true);
  await more.click();
  await expect(page.locator('[data-search=shown]')).toHaveText('The next results did not arrive.');
  await expect(results).toHaveCount(10);
  await field.fill('hostile');
  await expect(told).toContainText('did not arrive');
  await context.setOffline(false);
  await field.fill('database');
  await expect(told).toHaveText('2 results for “database”');
});

test('on a slow line the page says that it fetches the index, and the results come', async ({ quay, page }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8,
  });
  // What is said goes by quickly; it is written down.
  await page.addInitScript(() => {
    window.said = [];
    addEventListener('DOMContentLoaded', () => {
      const told = document.querySelector('[data-search=told]');
      if (told) new MutationObserver(() => window.said.push(told.textContent)).observe(told, { childList: true });
    });
  });
  await page.goto(`${quay.url}search/?q=databse`);
  await expect(parts(page).results).toHaveCount(2, { timeout: 30_000 });
  const said = await page.evaluate(() => window.said);
  expect(said[0]).toBe('Fetching the index…');
  expect(said.at(-1)).toMatch(/^2 results/);
});

test('a word that was typed before the module came is searched for', async ({ quay, page }) => {
  let send;
  await page.route(/\/search\/\w{8}\.js$/, (route) => { send = () => route.continue(); });
  await page.goto(`${quay.url}search/`, { waitUntil: 'commit' });
  const { field, results } = parts(page);
  await field.fill('databse');
  await expect.poll(() => Boolean(send)).toBe(true);
  await send();
  await expect(results).toHaveCount(2);
  await expect(field).toHaveValue('databse');
});

test('a site that is published anew while the page is open goes on answering', async ({ quay, page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'retell-anew-'));
  await cp(quay.folder, folder, { recursive: true });
  const server = await serveFolder(folder);
  try {
    await page.goto(`${server.url}search/`);
    const { field, results } = parts(page);
    await expect(field).toBeFocused();
    await page.waitForLoadState('networkidle');
    // All words stand in files of other names.
    const manifest = await readFile(join(folder, 'search/manifest.json'), 'utf8');
    let renamed = manifest;
    for (const name of await readdir(join(folder, 'search/t'))) {
      const other = `zz${name.slice(2)}`;
      await rename(join(folder, 'search/t', name), join(folder, 'search/t', other));
      renamed = renamed.replace(name.slice(0, 8), other.slice(0, 8));
    }
    expect(renamed).not.toBe(manifest);
    await writeFile(join(folder, 'search/manifest.json'), renamed);
    await field.fill('queue');
    await expect(results).toHaveCount(10);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
