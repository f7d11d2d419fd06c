// The search page in each of its states: for everybody, on any screen, on paper.

import { accessibility } from './checks/accessibility.mjs';
import { paper } from './checks/print.mjs';
import { sideways } from './checks/reflow.mjs';
import { enlargeText } from './support/chromium.mjs';
import { expect, parts, test } from './support/searching.mjs';

/** Every state: its address, and what is done there. */
const STATES = {
  empty: ['', async (page) => expect(parts(page).field).toBeFocused()],
  results: ['?q=queue', async (page) => expect(parts(page).results).toHaveCount(10)],
  'a misspelt word': ['?q=databse', async (page) => expect(parts(page).results).toHaveCount(2)],
  'filters open': ['?q=queue&kind=story&person=ana-berg', async (page) => {
    await parts(page).filters.locator('summary').first().click();
    await expect(parts(page).filters.getByRole('checkbox').first()).toBeVisible();
  }],
  'nothing found': ['?q=zzyzx', async (page) => expect(parts(page).told).toContainText('Nothing here')],
  'filters to lift': ['?q=database&kind=story&person=ana-berg', async (page) => expect(parts(page).told.getByRole('link')).toHaveCount(3)],
  'a long word': [`?q=${'q'.repeat(500)}`, async (page) => expect(parts(page).told).toContainText('Nothing here')],
};

async function inEachState(page, url, look) {
  for (const [name, [query, act]] of Object.entries(STATES)) {
    await page.goto(`${url}search/${query}`);
    await act(page);
    await look(`search/ with ${name}`);
  }
}

for (const colorScheme of ['light', 'dark']) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme, viewport: { width: colorScheme === 'dark' ? 320 : 1280, height: 800 }, bypassCSP: true });
    test('axe finds nothing in any state', async ({ quay, page, problems }) => {
      await inEachState(page, quay.url, async (state) => problems.add(state, await accessibility(page)));
    });
  });
}

test('nobody has to scroll sideways in any state, nor with large text', async ({ quay, page, problems }) => {
  await inEachState(page, quay.url, async (state) => {
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      problems.add(state, await sideways(page));
    }
  });
  await enlargeText(page, 200);
  await page.setViewportSize({ width: 640, height: 800 });
  await inEachState(page, quay.url, async (state) => problems.add(`${state}, with large text`, await sideways(page)));
});

test('on paper there are the results, and no form', async ({ quay, page, problems }) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.goto(`${quay.url}search/?q=queue`);
  await expect(parts(page).results).toHaveCount(10);
  await expect(parts(page).field).toBeHidden();
  await expect(parts(page).filters).toBeHidden();
  problems.add('search/', await paper(page));
  await page.goto(`${quay.url}stories/`);
  await expect(parts(page).field).toBeHidden();
});

test('the search page and its module stay light', async ({ quay, request }) => {
  const { gzipSync } = await import('node:zlib');
  const size = async (path) => gzipSync(await (await request.get(new URL(path, quay.url).href)).body(), { level: 9 }).length;
  const html = await (await request.get(`${quay.url}search/`)).text();
  const scripts = [...html.matchAll(/<script [^>]*src="([^"]+)"/g)].map(([, path]) => path);
  // What stands in the page itself is weighed with it.
  expect(scripts.length).toBe(1);
  const [module] = await Promise.all(scripts.map(size));
  expect(module, 'bytes of the module').toBeLessThanOrEqual(8000);
});
