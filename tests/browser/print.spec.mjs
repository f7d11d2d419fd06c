// On paper there is the text, black on white, and nothing to press.

import { paper } from './checks/print.mjs';
import { accessibility } from './checks/accessibility.mjs';
import { test } from './support/fixtures.mjs';

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
