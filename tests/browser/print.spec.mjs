// On paper there is the text, black on white, and nothing to press.

import { paper } from './checks/print.mjs';
import { accessibility } from './checks/accessibility.mjs';
import { expect, test } from './support/fixtures.mjs';

test('on paper stands the text and no navigation, black on white, in the dark scheme too', async ({ site, page, problems }) => {
  for (const { path, sort } of site.samples) {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.goto(new URL(path, site.url).href);
    problems.add(path, await paper(page));
    if (sort.startsWith('list ')) continue;
    problems.add(path, (await accessibility(page, ['color-contrast'])).map((wrong) => `on paper, ${wrong}`));
  }
});

test('a story becomes a PDF with letters on its sheets', async ({ site, page, problems }) => {
  for (const { path } of site.samples.filter(({ sort }) => sort === 'story')) {
    await page.goto(new URL(path, site.url).href);
    const pdf = (await page.pdf({ format: 'A4', tagged: true })).toString('latin1');
    if (!pdf.startsWith('%PDF-') || !/\/Type\s*\/Page\b/.test(pdf)) problems.add(path, 'becomes a PDF without a sheet');
    if (!pdf.includes('/FontFile')) problems.add(path, 'becomes a PDF without a letter');
  }
});

test('between the questions of a guide there is room to write on paper, and none is cut in two', async ({ site, page, problems }) => {
  const guides = site.pages.filter(({ sort }) => sort.startsWith('guide '));
  expect(guides.length).toBeGreaterThan(1);
  for (const { path } of guides) {
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 582, height: 971 });
    await page.goto(new URL(path, site.url).href);
    problems.add(path, await page.locator('main .questions > li').evaluateAll((questions) => questions.flatMap((question) => {
      const words = document.createRange();
      words.selectNodeContents(question);
      const free = question.getBoundingClientRect().bottom - words.getBoundingClientRect().bottom;
      const name = question.textContent.trim().slice(0, 40);
      return [
        // Three lines by hand.
        ...(free < 3 * 0.8 / 2.54 * 96 ? [`leaves ${Math.round(free)} px below “${name}”`] : []),
        ...(getComputedStyle(question).breakInside === 'avoid' ? [] : [`may cut “${name}” in two`]),
      ];
    })));
    if ((await page.locator('main .questions > li').count()) === 0) problems.add(path, 'has no questions');
  }
});
