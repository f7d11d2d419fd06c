// Read aloud, on a telephone, on paper or with no style at all, a page comes in the order it was written in.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asked, eye, told, words, written } from './checks/order.mjs';
import { root } from './support/program.mjs';
import { expect, test } from './support/fixtures.mjs';

/** What was written for the page at a path; nothing for one that is put together by the program. */
async function sourceOf(path) {
  const name = decodeURIComponent(path).replace(/\/$/, '');
  for (const file of [`${name}.md`, `${name}/index.md`, `${name}/_index.md`]) {
    const source = await readFile(join(root, 'content', file), 'utf8').catch(() => undefined);
    if (source !== undefined) return source;
  }
  return undefined;
}

test('the eye meets everything in the order of the page, on a telephone and on paper', async ({ site, page, problems }) => {
  for (const { path } of site.samples) {
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(new URL(path, site.url).href);
    problems.add(path, await eye(page));
    // A4 without its margins.
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 582, height: 971 });
    problems.add(path, (await eye(page)).map((wrong) => `on paper, ${wrong}`));
  }
});

test('without styles and scripts a page has the same words, in the order of its source', async ({ site, page, browser, problems }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.route('**/*', (route) => (route.request().resourceType() === 'document' ? route.continue() : route.abort()));
  let compared = 0;
  const guides = site.pages.filter(({ sort }) => sort.startsWith('guide '));
  for (const { path, sort } of new Set([...site.samples, ...guides])) {
    // It lists everything in place of the search; `search-trouble.spec.mjs` looks at that.
    if (path === 'search/') continue;
    await plain.goto(new URL(path, site.url).href);
    await page.goto(new URL(path, site.url).href);
    const text = await plain.locator('main').innerText();
    const [bare, dressed] = [words(text), words(await page.locator('main').innerText())];
    const at = bare.findIndex((word, at) => word !== dressed[at]);
    if (at >= 0 || bare.length !== dressed.length) {
      problems.add(path, `reads otherwise without styles: “${bare.slice(Math.max(at, 0)).slice(0, 8).join(' ')}”, “${dressed.slice(Math.max(at, 0)).slice(0, 8).join(' ')}”`);
    }
    const guide = sort.startsWith('guide ');
    const source = await sourceOf(guide ? path.replace(/[^/]+\/$/, '') : path);
    if (source === undefined) continue;
    const lines = guide ? asked(source) : written(source);
    if (lines.length > 0) compared += 1;
    problems.add(path, told(text, lines));
  }
  expect(compared, 'pages that were compared with their source').toBeGreaterThan(guides.length + 5);
  await context.close();
});
