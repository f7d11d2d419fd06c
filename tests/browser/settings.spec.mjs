// Readers who set up their machine otherwise: colours of their own, no motion.

import { motion } from './checks/motion.mjs';
import { open } from './checks/loading.mjs';
import { walk } from './checks/keyboard.mjs';
import { expect, test } from './support/fixtures.mjs';

test.use({ contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } });

test('pages open with forced colours, and nothing moves where motion is not wanted', async ({ site, page, problems }) => {
  for (const { path } of site.samples) {
    problems.add(path, await open(page, site.url, path));
    problems.add(path, await motion(page));
  }
  const asked = await page.evaluate(() =>
    ['(forced-colors: active)', '(prefers-reduced-motion: reduce)'].map((query) => matchMedia(query).matches));
  expect(asked).toEqual([true, true]);
});

test('the focus is seen with forced colours', async ({ site, page, problems }) => {
  await page.goto(site.url);
  problems.add('', await walk(page));
});
