// What pages weigh, and what Lighthouse says of them.
//
//   node benches/pages/run.mjs [--site <folder>] [--runs 5] [--weights] [--paths /,stories/clicker/]
//
//   --site <folder>   a site; without it, the one in this repository
//   --paths a/,b/     pages that Lighthouse looks at; `/` is the home page. Without it, the home page and the
//                     longest of the pieces
//   --runs 5          runs of Lighthouse on each page; the median is shown
//   --weights         weights alone, of every page
//
// Needs a release build of retell (`cargo build --release`), Chromium on the PATH and, but for weights,
// `npm install --ignore-scripts` in this folder. The exit code is 1 if a median is below 100.

import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { findBrowser } from '../../tests/browser/support/chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: wish } = parseArgs({
  options: {
    site: { type: 'string', default: root },
    paths: { type: 'string' },
    runs: { type: 'string', default: '5' },
    weights: { type: 'boolean' },
  },
});

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.xml': 'application/xml', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.jpg': 'image/jpeg', '.webp': 'image/webp', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const SHRINKS = new Set(['.html', '.css', '.js', '.xml', '.json', '.svg', '.txt', '.webmanifest']);

/** Serves a folder as hosts do: compressed, under the headers that the site asks for. */
async function serve(folder) {
  let policy;
  const server = createServer(async (request, response) => {
    policy ??= /Content-Security-Policy: (.*)/.exec(await readFile(join(folder, '_headers'), 'utf8'))[1];
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    const found = await readFile(file).catch(() => undefined);
    const body = found ?? (await readFile(join(folder, '404.html')));
    const kind = found ? extname(file) : '.html';
    const headers = {
      'content-type': TYPES[kind] ?? 'application/octet-stream',
      'cache-control': path.startsWith('/theme/') ? 'public, max-age=31536000, immutable' : 'max-age=0',
      'content-security-policy': policy,
    };
    if (SHRINKS.has(kind)) headers['content-encoding'] = 'gzip';
    response.writeHead(found ? 200 : 404, headers);
    response.end(SHRINKS.has(kind) ? gzipSync(body) : body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.closeAllConnections() ?? server.close() };
}

const size = (bytes) => gzipSync(bytes, { level: 9 }).length;
const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** What a page and the files that it names in its head weigh, compressed. */
async function weigh(folder, path) {
  const html = await readFile(join(folder, path, 'index.html'));
  const text = html.toString();
  const all = async (pattern) => {
    const files = [...text.matchAll(pattern)].map((found) => found[1]);
    const sizes = files.map(async (file) => size(await readFile(join(folder, file))));
    return (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
  };
  const words = text.replace(/^.*<main|<\/main.*$/gs, '').replace(/<[^>]*>/g, ' ').split(/\s+/).length;
  const weight = { html: size(html), css: await all(/<link rel="stylesheet" href="([^"]+)"/g), js: await all(/<script [^>]*src="([^"]+)"/g) };
  return { path: `/${path}`, words, ...weight, all: weight.html + weight.css + weight.js };
}

const folder = await mkdtemp(join(tmpdir(), 'retell-pages-'));
const server = await serve(folder);
try {
  // Canonical addresses are those at which Lighthouse finds the pages.
  const build = ['--quiet', '-C', wish.site, 'build', '--base-url', server.url, '--output-dir', folder];
  execFileSync(join(root, 'target/release/retell'), build, { stdio: 'inherit' });
  const files = await readdir(folder, { recursive: true });
  const pages = files.filter((file) => /(^|\/)index\.html$/.test(file)).map((file) => file.slice(0, -'index.html'.length));
  const weights = [];
  for (const page of pages.sort()) {
    const text = await readFile(join(folder, page, 'index.html'), 'utf8');
    if (!text.includes('http-equiv="refresh"')) weights.push(await weigh(folder, page));
  }
  const pieces = weights.filter(({ path }) => /^\/(stories|essays|reviews)\/[^/]+\/$/.test(path));
  const longest = pieces.toSorted((one, other) => other.words - one.words)[0];
  console.log('| page | words | HTML | CSS | JS | all |\n| --- | --- | --- | --- | --- | --- |');
  const line = ({ path, words, html, css, js, all }) => console.log(`| ${path} | ${words} | ${html} | ${css} | ${js} | ${all} |`);
  const shown = wish.weights ? weights : weights.filter(({ path }) => ['/', '/search/', longest?.path].includes(path));
  shown.forEach(line);
  const middle = (key) => median(pieces.map((piece) => piece[key]));
  console.log(`| ${pieces.length} pieces, median | ${['words', 'html', 'css', 'js', 'all'].map(middle).join(' | ')} |`);
  if (!wish.weights) process.exitCode = await ask(wish.paths?.split(',') ?? ['/', longest.path], Number(wish.runs));
} finally {
  server.close();
  await rm(folder, { recursive: true, force: true });
}

/** Lighthouse on each path, on a made-up telephone with a slow line, as it comes. */
async function ask(paths, runs) {
  const { default: lighthouse } = await import('lighthouse');
  const { launch } = await import('chrome-launcher');
  const chrome = await launch({
    chromePath: findBrowser(),
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  let short = 0;
  try {
    console.log('\n| page | performance | accessibility | best practices | SEO | FCP ms | LCP ms | TBT ms | CLS | requests |\n'
      + '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
    for (const path of paths) {
      const found = [];
      const failed = new Map();
      for (let run = 0; run < runs; run += 1) {
        const { lhr } = await lighthouse(new URL(path, server.url).href, { port: chrome.port, logLevel: 'error' });
        const scores = ['performance', 'accessibility', 'best-practices', 'seo'];
        const audits = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];
        found.push([
          ...scores.map((name) => Math.round(lhr.categories[name].score * 100)),
          ...audits.map((name) => Math.round(lhr.audits[name].numericValue * 1000) / 1000),
          lhr.audits['network-requests'].details.items.length,
        ]);
        for (const name of scores) {
          for (const { id, weight } of lhr.categories[name].auditRefs) {
            const { score, title } = lhr.audits[id];
            if (weight > 0 && score !== null && score < 1) failed.set(id, title);
          }
        }
      }
      const medians = found[0].map((_, column) => median(found.map((run) => run[column])));
      if (medians.slice(0, 4).some((score) => score < 100)) short = 1;
      console.log(`| ${path} | ${medians.map((number) => Math.round(number * 100) / 100).join(' | ')} |`);
      for (const [id, title] of failed) console.log(`  not perfect: ${id}, ${title}`);
    }
  } finally {
    chrome.kill();
  }
  return short;
}
