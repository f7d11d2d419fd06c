// Opens a published site in Chromium and measures its search, and Pagefind's on the same pages.
//
//   node browser.mjs '{"site": folder, "pagefind": folder or null, "asked": [query, …], "typed": [query, …]}'
//
// Says its figures in JSON. What each means stands in browser.rs. Both are measured in the same way: on a page
// with the same HTML and styles, by what the reader sees, with an empty cache for every query that is asked.

import { join } from 'node:path';
import { createRequire } from 'node:module';
import { serve } from './server.mjs';

const tests = new URL('../../tests/browser/', import.meta.url);
const { chromium } = createRequire(tests)('@playwright/test');
const { launch } = await import(new URL('support/chromium.mjs', tests));

/** A slow telephone: 1.6 Mbit/s, 150 ms. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const PATIENCE = 60_000;

const wishes = JSON.parse(process.argv[2]);

/** What a search is like from outside: its address, its files, and what there is on the page. */
const OURS = {
  address: '/search/',
  isOf: (path) => path.startsWith('/search/') && path !== '/search/',
  results: 'main ol > li a[href]',
  // In the page: a function from a query, and whether its last word is unfinished, to what is found.
  engine: async () => {
    const { open } = await import('/search/api.js');
    const search = await open('/search/');
    return (query, typing) => search.query(query, { typing });
  },
};
const PAGEFIND = {
  address: '/pagefind-page/',
  isOf: (path) => path.startsWith('/pagefind/'),
  results: 'ol#results > li a[href]',
  engine: async () => {
    const pagefind = await import('/pagefind/pagefind.js');
    return async (query) => {
      const found = await pagefind.search(query);
      return Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    };
  },
};

const server = await serve(wishes.site, wishes.pagefind);
const browser = await chromium.launch(launch);
try {
  const figures = { line: server.line, ours: await visit(OURS), peer: wishes.pagefind ? await visit(PAGEFIND) : null };
  console.log(JSON.stringify(figures));
} finally {
  await browser.close();
  await server.close();
}

async function visit(search) {
  const first = [];
  const second = [];
  const arrivals = [];
  const enters = [];
  for (const [place, query] of wishes.asked.entries()) {
    const next = wishes.asked[(place + 1) % wishes.asked.length];
    await inNewBrowser(async (tab, wire) => {
      await arrive(tab, search, query);
      first.push(await wire.since(search.isOf));
      await enter(tab, search, next);
      second.push(await wire.since(search.isOf));
    });
    await inNewBrowser(async (tab) => arrivals.push(await arrive(tab, search, query)), SLOW);
    await inNewBrowser(async (tab) => {
      await tab.goto(server.url + search.address, { waitUntil: 'networkidle' });
      enters.push(await enter(tab, search, query));
    }, SLOW);
  }
  const answers = await typed(search);
  const fetched = (all) => ({ bytes: median(all.map((one) => one.bytes)), requests: median(all.map((one) => one.requests)) });
  return {
    first: fetched(first),
    second: fetched(second),
    arrival: median(arrivals),
    enter: median(enters),
    usual: median(answers),
    slowest: Math.max(...answers),
  };
}

/** A tab in a browser that has been nowhere, and what comes over its wire. */
async function inNewBrowser(work, line) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const tab = await context.newPage();
    tab.setDefaultTimeout(PATIENCE);
    tab.on('pageerror', (error) => console.error(`the page says: ${error.message}`));
    const devtools = await context.newCDPSession(tab);
    await devtools.send('Network.enable');
    if (line) await devtools.send('Network.emulateNetworkConditions', line);
    await work(tab, listen(devtools));
  } finally {
    await context.close();
  }
}

/** Counts what is fetched. */
function listen(devtools) {
  const path = new Map();
  let under = 0;
  let finished = [];
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!path.has(requestId)) under += 1;
    path.set(requestId, new URL(request.url).pathname);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    under -= 1;
    finished.push({ path: path.get(requestId) ?? '', bytes: encodedDataLength });
  });
  devtools.on('Network.loadingFailed', () => (under -= 1));
  return {
    /** What was fetched since this was asked last, when all is quiet. */
    async since(wanted) {
      for (let quiet = 0; quiet < 5; quiet += 1) {
        await new Promise((later) => setTimeout(later, 60));
        if (under > 0) quiet = -1;
      }
      const these = finished.filter((one) => wanted(one.path));
      finished = [];
      return { bytes: these.reduce((sum, one) => sum + one.bytes, 0), requests: these.length };
    },
  };
}

/** Milliseconds from the address with a query in it to the first result. */
async function arrive(tab, search, query) {
  await tab.goto(`${server.url}${search.address}?q=${encodeURIComponent(query)}`, { waitUntil: 'commit' });
  return shown(tab, search, '');
}

/** Milliseconds from Enter to the first result of a query that is put in the field at once. */
async function enter(tab, search, query) {
  const before = await tab.evaluate((results) => document.querySelector(results)?.href ?? '', search.results);
  const field = tab.locator('input[name=q]').last();
  await field.focus();
  const start = await tab.evaluate(() => performance.now());
  await field.fill(query);
  await field.press('Enter');
  return await shown(tab, search, before) - start;
}

/** When, in milliseconds of the page's own time, its first result is another one than before. */
async function shown(tab, search, before) {
  const seen = await tab.waitForFunction(([results, before]) => {
    const first = document.querySelector(results);
    return first && first.href !== before ? performance.now() : false;
  }, [search.results, before], { polling: 'raf' });
  return seen.jsonValue();
}

/** Milliseconds that each query takes, letter by letter, when all that it needs has been loaded. */
async function typed(search) {
  let answers = [];
  await inNewBrowser(async (tab) => {
    await tab.goto(server.url + search.address, { waitUntil: 'networkidle' });
    answers = await tab.evaluate(async ([engine, typed]) => {
      const ask = await (0, eval)(`(${engine})`)();
      const prefixes = typed.flatMap((text) => Array.from(text, (_, end) => text.slice(0, end + 1)).slice(1));
      for (const text of prefixes) await ask(text, true);
      const answers = [];
      for (const text of prefixes) {
        const start = performance.now();
        await ask(text, true);
        answers.push(performance.now() - start);
      }
      return answers;
    }, [String(search.engine), wishes.typed]);
  });
  return answers;
}

function median(figures) {
  return [...figures].sort((one, other) => one - other)[Math.floor(figures.length / 2)];
}
