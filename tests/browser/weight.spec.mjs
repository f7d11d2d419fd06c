// Pages are light: what they and the style sheet they need weigh as hosts send them, what stands in the way of
// the first line, and that nothing moves once it stands there.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from './support/fixtures.mjs';

/** A script that stands in the page. */
const SCRIPT = /<script(?: type="module")?>([\s\S]*?)<\/script>/g;

const size = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** A page of the site as it was published: what it weighs, and the files in its head. */
async function look(site, path) {
  const read = (file) => readFile(join(site.folder, decodeURIComponent(file)));
  const html = await read(path.endsWith('.html') ? path : `${path}index.html`);
  const files = (pattern) => [...html.toString().matchAll(pattern)].map((found) => found[1]);
  const sheets = files(/<link rel="stylesheet" href="\/([^"]+)"/g);
  const scripts = files(/<script [^>]*src="\/([^"]+)"/g);
  const weigh = async (files) => (await Promise.all(files.map(read))).reduce((sum, bytes) => sum + size(bytes), 0);
  const text = html.toString();
  const carried = (pattern) => size([...text.matchAll(pattern)].map((found) => found[1]).join(''));
  return {
    // What is read and how it looks. Letters of its own are an option, and not counted.
    all: size(text.replace(SCRIPT, '')) + await weigh(sheets.filter((file) => !file.includes('/fonts.'))),
    css: carried(/<style>([\s\S]*?)<\/style>/g),
    js: carried(SCRIPT) + await weigh(scripts),
    sheets, scripts, text,
  };
}

test('a piece weighs at most 12 KB with its styles, a long one in proportion, the home page 7 KB', async ({ site, problems }) => {
  const pieces = site.pages.filter(({ path }) => /^(stories|essays|reviews)\/[^/]+\/$/.test(path));
  expect(pieces.length).toBeGreaterThan(5);
  for (const { path } of [...pieces, { path: '' }]) {
    const { all, text } = await look(site, path);
    const words = text.replace(/^.*<main|<\/main.*$/gs, '').replace(/<[^>]*>/g, ' ').split(/\s+/).length;
    // A word of real prose takes three bytes and a half.
    const most = path === '' ? 7000 : 12000 + Math.max(0, words - 1400) * 3.5;
    if (all > most) problems.add(path, `weighs ${all} bytes, more than ${most}`);
  }
});

test('no sheet for pages or lists is larger than it has to be', async ({ site, problems }) => {
  for (const { path, sort } of site.pages) {
    if (sort === 'redirect') continue;
    const { css, js, sheets, scripts } = await look(site, path);
    // With letters of its own, the few lines that name them.
    const others = sheets.filter((file) => !file.includes('/fonts.'));
    if (others.length > 0) problems.add(path, `asks for ${others}`);
    if (css > 5300) problems.add(path, `has ${css} bytes of styles`);
    const search = path === 'search/';
    if (scripts.length > (search ? 1 : 0)) problems.add(path, `has ${scripts.length} scripts`);
    if (js > (search ? 8700 : 400)) problems.add(path, `has ${js} bytes of scripts`);
  }
});

test('no script stands in the way of the first line', async ({ site, page, problems }) => {
  for (const { path } of site.samples) {
    await page.goto(new URL(path, site.url).href);
    problems.add(path, await page.evaluate(() => [...document.scripts]
      .filter((script) => script.src && script.type !== 'module' && !script.defer && !script.async)
      .map((script) => `waits for ${script.src}`)));
  }
});

test('nothing moves once it stands there', async ({ site, page, problems }) => {
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    for (const { path } of site.samples) {
      await page.goto(new URL(path, site.url).href);
      // Letters that come late would move lines.
      await page.evaluate(() => document.fonts.ready);
      await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
      const moved = await page.evaluate(() => window.moved);
      if (moved > 0) problems.add(path, `at ${width} px, its parts move by ${moved}`);
    }
  }
});
