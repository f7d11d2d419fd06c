// Everything can be reached without a mouse, and one sees where one is.

import { skip, walk } from './checks/keyboard.mjs';
import { test } from './support/fixtures.mjs';
import { fewer } from './support/pages.mjs';

test('the first stop of the Tab key is a link to the text', async ({ site, page, problems }) => {
  for (const { path } of fewer(site.samples)) {
    await page.goto(new URL(path, site.url).href);
    problems.add(path, await skip(page));
  }
});

test('the Tab key goes to everything, in order, and each stop is seen', async ({ site, page, problems }) => {
  for (const { path } of fewer(site.samples)) {
    await page.goto(new URL(path, site.url).href);
    problems.add(path, await walk(page));
  }
});
