// One page of every kind and of every sort of list, as axe-core sees them: by day and by night, on a
// telephone, on a tablet and on a desk.

import { accessibility } from './checks/accessibility.mjs';
import { test } from './support/fixtures.mjs';

const WINDOWS = {
  'a telephone': { viewport: { width: 390, height: 844 }, hasTouch: true },
  'a tablet': { viewport: { width: 820, height: 1180 }, hasTouch: true },
  'a desk': { viewport: { width: 1440, height: 900 } },
};

for (const [where, use] of Object.entries(WINDOWS)) {
  for (const colorScheme of ['light', 'dark']) {
    test.describe(`on ${where}`, () => {
      test.use({ ...use, colorScheme });
      test(`axe finds nothing in the ${colorScheme} scheme`, async ({ site, page, problems }) => {
        for (const { path } of site.samples) {
          await page.goto(new URL(path, site.url).href);
          problems.add(path, await accessibility(page));
        }
      });
    });
  }
}
