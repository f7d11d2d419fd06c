// The feeds that pages name in their heads can be read.

import { feeds } from './checks/feeds.mjs';
import { expect, test } from './support/fixtures.mjs';

test('every feed a page names can be read', async ({ site, page, problems }) => {
  const seen = new Set();
  for (const { path, sort } of site.pages) {
    if (sort === 'redirect') continue;
    await page.goto(new URL(path, site.url).href);
    for (const { href, wrong } of await feeds(page, site.base, seen)) {
      seen.add(href);
      problems.add(path, wrong.map((what) => `its feed ${href} ${what}`));
    }
  }
  expect(seen.size, 'feeds').toBeGreaterThan(0);
});
