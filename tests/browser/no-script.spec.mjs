// A reader without scripts reads the same.

import { expect, test } from './support/fixtures.mjs';
import { fewer } from './support/pages.mjs';

test('the text is the same without scripts', async ({ site, browser, problems }) => {
  const [scripted, plain] = [await browser.newContext(), await browser.newContext({ javaScriptEnabled: false })];
  const [one, other] = [await scripted.newPage(), await plain.newPage()];
  for (const { path } of fewer(site.samples)) {
    const [text, same] = await Promise.all([one, other].map(async (tab) => {
      await tab.goto(new URL(path, site.url).href);
      return tab.locator('main').innerText();
    }));
    expect(text.length, `text of /${path}`).toBeGreaterThan(0);
    if (text !== same) problems.add(path, `reads otherwise without scripts: ${firstDifference(text, same)}`);
  }
  await Promise.all([scripted.close(), plain.close()]);
});

function firstDifference(one, other) {
  const at = [...one].findIndex((letter, at) => letter !== other[at]);
  const start = Math.max(0, (at < 0 ? one.length : at) - 20);
  return `“${one.slice(start, start + 60)}”, “${other.slice(start, start + 60)}”`;
}
