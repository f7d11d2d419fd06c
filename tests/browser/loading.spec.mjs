// Every page of the site opens without a complaint, asks nobody else for anything, and its links lead
// somewhere: at the root of a host, and below a path of one.

import { open } from './checks/loading.mjs';
import { broken, ends } from './checks/links.mjs';
import { structure } from './checks/structure.mjs';
import { expect, test } from './support/fixtures.mjs';

/** Opens every page of a site, with what a visitor of a static host would see at a wrong address. */
async function openAll(site, page, problems) {
  expect(site.pages.length, 'pages of the site').toBeGreaterThan(10);
  const linked = new Map();
  for (const { path, sort } of site.pages) {
    // One that sends its reader on is asked below where to.
    if (sort === 'redirect') continue;
    problems.add(path, await open(page, site.url, path));
    problems.add(path, await structure(page));
    linked.set(path, await ends(page));
  }
  for (const [path, wrong] of broken(site, linked)) problems.add(path, wrong);
}

test('every page opens without a complaint and its links lead somewhere', ({ site, page, problems }) =>
  openAll(site, page, problems));

test('every page does so below a path of a host as well', ({ siteBelow, page, problems }) =>
  openAll(siteBelow, page, problems));

test('a wrong address shows the page for what is not there, in full, however deep it is', async ({ site, siteBelow, page, problems }) => {
  for (const { url } of [site, siteBelow]) {
    for (const path of ['nothing-here', 'not/here/at/all/']) {
      problems.add(path, await open(page, url, path, 404));
      problems.add(path, await structure(page));
      const plain = await page.evaluate(() => [...document.styleSheets].every((sheet) => sheet.cssRules.length === 0));
      if (plain) problems.add(path, 'has no style');
      const home = page.locator(`a[href="${new URL(url).pathname}"], a[href="${url}"]`);
      if (await home.count() === 0) problems.add(path, 'has no link to the home page');
    }
  }
});

test('a former address sends its reader on', async ({ site, siteBelow, page, problems }) => {
  for (const { url, pages } of [site, siteBelow]) {
    for (const { path } of pages.filter((page) => page.sort === 'redirect')) {
      await page.goto(new URL(path, url).href);
      await page.waitForURL((now) => now.href !== new URL(path, url).href);
      const answer = await page.request.get(page.url());
      if (!page.url().startsWith(url) || answer.status() !== 200) problems.add(path, `leads to ${page.url()}, which answers ${answer.status()}`);
    }
  }
});
