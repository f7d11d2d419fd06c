// Nobody has to scroll sideways: on a narrow window, on a wide one, with text twice as large,
// with more room between lines and letters.

import { sideways } from './checks/reflow.mjs';
import { enlargeText } from './support/chromium.mjs';
import { test } from './support/fixtures.mjs';

// 320 is what WCAG 1.4.10 asks for: a window of 1280 at four times the size.
const WIDTHS = [320, 1280];

test('no page is wider than its window', async ({ site, page, problems }) => {
  for (const { path, sort } of site.pages) {
    if (sort === 'redirect') continue;
    await page.goto(new URL(path, site.url).href);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      problems.add(path, await sideways(page));
    }
  }
});

test('no page is wider than its window when its text is twice as large', async ({ site, page, problems }) => {
  await enlargeText(page, 200);
  for (const { path } of site.samples) {
    await page.goto(new URL(path, site.url).href);
    for (const width of [640, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      problems.add(path, (await sideways(page)).map((wrong) => `with large text, ${wrong}`));
    }
  }
});

// As on a telephone of somebody who reads in large letters.
test('the form in the header fits a narrow window with larger text', async ({ site, page, problems }) => {
  await enlargeText(page, 150);
  for (const { path, sort } of site.samples) {
    if (sort === 'redirect') continue;
    await page.goto(new URL(path, site.url).href);
    if (!(await page.locator('.top search').count())) continue;
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const right = await page.locator('.top search button').evaluate((button) => button.getBoundingClientRect().right);
      if (right > width) problems.add(path, `the button of the search ends at ${right} px in a window of ${width}`);
    }
  }
});

// What WCAG 1.4.12 lets readers set for themselves.
test('nothing is cut off when readers give the text more room', async ({ site, page, problems }) => {
  for (const { path } of site.samples) {
    await page.goto(new URL(path, site.url).href);
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }'
        + ' p { margin-block-end: 2em !important }');
      document.adoptedStyleSheets.push(sheet);
    });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      problems.add(path, (await sideways(page)).map((wrong) => `with more room, ${wrong}`));
      problems.add(path, await page.evaluate(() => [...document.body.querySelectorAll('a, button, p, li, h1, h2, h3, dd, summary')]
        .filter((element) => element.checkVisibility() && getComputedStyle(element).overflowY === 'hidden'
          && element.scrollHeight > element.clientHeight + 1)
        .map((element) => `with more room, this is cut off: ${element.textContent.trim().slice(0, 40)}`)));
    }
  }
});
