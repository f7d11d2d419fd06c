// Opens a published site in Chromium and measures its search, and Pagefind's on the same pages.
//
//   node browser.mjs '{"site": folder, "pagefind": folder or null, "asked": [query, …], "typed": [query, …]}'
//
// Says its figures in JSON. What each means stands in browser.rs. Both are measured in the same way: on a page
// with the same HTML and styles, by what the reader sees, with an empty cache for every query that is asked.

import { createRequire } from 'node:module';
import { serve } from './server.mjs';

const tests = new URL('../../tests/browser/', import.meta.url);
const { chromium } = createRequire(tests)('@playwright/test');
const { launch } = await import(new URL('support/chromium.mjs', tests));

/** So many milliseconds a first result may take; with less there is something wrong. */
const PATIENCE = 60_000;

const wishes = JSON.parse(process.argv[2]);

/** What a search is like from outside: its address, its files, and what there is on the page. */
const OURS = {
  address: '/search/',
  isOf: (path) => path.startsWith('/search/') && path !== '/search/',
  results: 'main ol > li a[href]',
  // In the page: a function from a query, and whether its last word is unfinished, to how many results there are
  // to be shown.
  engine: async () => {
    const { open } = await import('/search/api.js');
    const search = await open('/search/');
    return async (query, typing) => (await search.query(query, { typing })).results.length;
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
      return (await Promise.all(found.results.slice(0, 10).map((result) => result.data()))).length;
    };
  },
};
const BOTH = wishes.pagefind ? [OURS, PAGEFIND] : [OURS];
/** So many queries are asked, of those that have ten results with each. */
const ASKED = 8;

const server = await serve(wishes.site, wishes.pagefind);
const browser = await chromium.launch(launch);
try {
  const asked = await withTenResults();
  const [ours, peer] = [await visit(OURS, asked), wishes.pagefind ? await visit(PAGEFIND, asked) : null];
  const figures = { line: server.line, ours, peer };
  console.log(JSON.stringify(figures));
} finally {
  await browser.close();
  await server.close();
}

/** Of the queries those that have ten results to show, with each. */
async function withTenResults() {
  let left = wishes.asked;
  for (const search of BOTH) {
    await inNewBrowser(async (tab) => {
      await tab.goto(server.url + search.address, { waitUntil: 'networkidle' });
      const counts = await tab.evaluate(async ([engine, asked]) => {
        const ask = await (0, eval)(`(${engine})`)();
        const counts = [];
        for (const query of asked) counts.push(await ask(query, false));
        return counts;
      }, [String(search.engine), left]);
      left = left.filter((_, place) => counts[place] === 10);
    });
  }
  if (left.length < 2) throw new Error('too few queries have ten results');
  return left.slice(0, ASKED);
}

async function visit(search, asked) {
  const first = [];
  const second = [];
  const arrivals = [];
  const keys = [];
  for (const [place, query] of asked.entries()) {
    const next = asked[(place + 1) % asked.length];
    await inNewBrowser(async (tab) => {
      await server.since(search.isOf);
      await arrive(tab, search, query);
      first.push(await server.since(search.isOf));
      await type(tab, search, next);
      second.push(await server.since(search.isOf));
    });
    await inNewBrowser(async (tab) => {
      server.slow(true);
      arrivals.push(await arrive(tab, search, query));
    });
    await inNewBrowser(async (tab) => {
      await tab.goto(server.url + search.address, { waitUntil: 'networkidle' });
      server.slow(true);
      keys.push(await type(tab, search, query));
    });
  }
  const answers = await typed(search);
  const fetched = (all) => ({ bytes: median(all.map((one) => one.bytes)), requests: median(all.map((one) => one.requests)) });
  return {
    first: fetched(first),
    second: fetched(second),
    arrival: median(arrivals),
    key: median(keys),
    usual: median(answers),
    rarely: [...answers].sort((one, other) => one - other)[Math.floor(answers.length * 0.95)],
    slowest: Math.max(...answers),
  };
}

/** A tab in a browser that has been nowhere, on a fast line. */
async function inNewBrowser(work) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  server.slow(false);
  try {
    const tab = await context.newPage();
    tab.setDefaultTimeout(PATIENCE);
    tab.on('pageerror', (error) => console.error(`the page says: ${error.message}`));
    await work(tab);
  } finally {
    await context.close();
  }
}

/** Milliseconds from the address with a query in it to the first result. */
async function arrive(tab, search, query) {
  await tab.goto(`${server.url}${search.address}?q=${encodeURIComponent(query)}`, { waitUntil: 'commit' });
  return shown(tab, search, '');
}

/** Milliseconds from the last key of a query to its first result. */
async function type(tab, search, query) {
  const before = await tab.evaluate((results) => document.querySelector(results)?.href ?? '', search.results);
  const start = await tab.locator('input[name=q]').last().evaluate((field, query) => {
    field.value = query;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return performance.now();
  }, query);
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
