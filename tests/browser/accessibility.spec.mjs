// One page of every kind and of every sort of list, as axe-core sees them.

import { accessibility } from './checks/accessibility.mjs';
import { test } from './support/fixtures.mjs';

const PHONE = { width: 390, height: 844 };

async function lookAtSamples(site, page, problems, rules) {
  for (const { path } of site.samples) {
    await page.goto(new URL(path, site.url).href);
    problems.add(path, await accessibility(page, rules));
  }
}

test.describe('axe finds nothing', () => {
  test.describe('on a desk', () => {
    test.use({ colorScheme: 'light' });
    test('in the light scheme', ({ site, page, problems }) => lookAtSamples(site, page, problems));
  });

  test.describe('on a phone', () => {
    test.use({ colorScheme: 'dark', viewport: PHONE, hasTouch: true });
    test('in the dark scheme', ({ site, page, problems }) => lookAtSamples(site, page, problems));
  });

  // Of all that axe looks at, only the colours are others in the other scheme.
  test.describe('in the colours', () => {
    test.use({ colorScheme: 'dark' });
    test('of the dark scheme on a desk', ({ site, page, problems }) => lookAtSamples(site, page, problems, ['color-contrast']));
  });
});
