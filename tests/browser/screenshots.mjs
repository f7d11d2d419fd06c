// Takes pictures of a site that is being served: of one page of every kind and of every sort of list, in
// the widths and colour schemes asked for. For looking at a theme, and for the pictures in the README.
//
//   node tests/browser/screenshots.mjs <base url> <folder> [options]
//
//   --paths a/,b/         these pages instead of one of each sort; `/` is the home page
//   --all                 every page that links lead to
//   --widths 390,1280     widths in CSS pixels
//   --height 900          height of the window, and of the picture without --full
//   --schemes light,dark  colour schemes
//   --scale 1             device pixels to a CSS pixel
//   --full                the whole page, not only the first window of it
//   --text 100            size of the text in per cent, as a reader sets it in the browser
//   --list                names the pages and takes no picture
//
// A picture is called `stories-clicker.1280.dark.png`. Needs `npm ci --ignore-scripts` in this folder, and
// Chromium on the PATH.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { enlargeText, launch } from './support/chromium.mjs';
import { crawl, oneOfEach } from './support/pages.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values: wish, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    paths: { type: 'string' },
    all: { type: 'boolean' },
    widths: text('390,1280'),
    height: text('900'),
    schemes: text('light,dark'),
    scale: text('1'),
    full: { type: 'boolean' },
    text: text('100'),
    list: { type: 'boolean' },
  },
});
const [base, folder] = positionals;
if (!base || (!folder && !wish.list)) {
  console.error('node tests/browser/screenshots.mjs <base url> <folder> [--paths …] [--widths …] [--schemes …] [--full]');
  process.exit(2);
}
const words = (list) => list.split(',').map((word) => word.trim()).filter((word) => word !== '');
const root = base.endsWith('/') ? base : `${base}/`;

const crawled = wish.paths ? [] : await crawl(root);
const chosen = wish.paths
  ? words(wish.paths).map((path) => ({ path: path.replace(/^\//, ''), sort: 'asked for' }))
  : (wish.all ? crawled : oneOfEach(crawled)).filter((page) => page.sort !== 'redirect');
if (wish.list) {
  for (const page of chosen) console.log(`/${page.path}  (${page.sort})`);
  process.exit(0);
}

await mkdir(folder, { recursive: true });
const browser = await chromium.launch(launch);
try {
  for (const scheme of words(wish.schemes)) {
    for (const width of words(wish.widths).map(Number)) {
      const context = await browser.newContext({
        viewport: { width, height: Number(wish.height) },
        colorScheme: scheme,
        deviceScaleFactor: Number(wish.scale),
        reducedMotion: 'reduce',
      });
      const tab = await context.newPage();
      await enlargeText(tab, Number(wish.text));
      for (const { path, sort } of chosen) {
        await tab.goto(new URL(path, root).href);
        const name = path.replace(/\/$|\.html$/, '').replaceAll('/', '-') || 'home';
        const file = join(folder, `${name}.${width}.${scheme}.png`);
        // Pictures far down are fetched when a reader comes near; the camera does not come nearer.
        await tab.evaluate(() => Promise.all([...document.images].map((image) => {
          image.loading = 'eager';
          return image.decode().catch(() => {});
        })));
        await tab.screenshot({ path: file, fullPage: wish.full });
        console.log(`${file}  ${sort}`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
