// Serves a published site as good static hosts do: over HTTP/2, text compressed once, `.bin` files as they are;
// when asked to, as over a slow line. It counts what it sends. Beside the site stands a page with Pagefind
// in it: the site's own search page, its scripts taken out.
//
// Counting and slowing down happen here since a browser does neither for what a worker fetches, and Pagefind
// fetches from one.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};
/** A telephone with little reception: 1.6 Mbit/s, in bytes a millisecond, and 150 ms for each request. */
const RATE = 1.6e6 / 8 / 1000;
const LATENCY = 150;
/** What goes over a slow line in one piece, in bytes: so several files arrive side by side. */
const PIECE = 2_800;
/** What the headers of an answer take over HTTP/2, about, in bytes. */
const HEADERS = 50;
/** Nothing more is coming after so many milliseconds without anything. */
const QUIET = 500;

const COMPRESSED = new Set(['.html', '.css', '.js', '.json', '.svg', '.xml']);

/** What Pagefind's documentation shows: the first ten results with their excerpts. */
const PAGE = `
import * as pagefind from '/pagefind/pagefind.js';
const field = document.querySelector('main input[name=q]') ?? document.querySelector('input[name=q]');
const list = document.querySelector('#results');
async function show(query) {
  const search = await pagefind.search(query);
  const found = await Promise.all(search.results.slice(0, 10).map((result) => result.data()));
  list.replaceChildren(...found.map((result) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    const excerpt = document.createElement('p');
    link.href = result.url;
    link.textContent = result.meta.title;
    excerpt.innerHTML = result.excerpt;
    item.append(link, excerpt);
    return item;
  }));
}
field.addEventListener('input', () => show(field.value));
const query = new URLSearchParams(location.search).get('q');
if (query) show(query);
`;

/** Serves a folder, and Pagefind's, on a free port. */
export async function serve(site, pagefind) {
  const kept = new Map();
  const keep = (path, type, body) => {
    const sent = COMPRESSED.has(type) ? gzipSync(body) : body;
    const headers = { 'content-type': TYPES[type] ?? 'application/octet-stream', 'content-length': sent.length };
    if (COMPRESSED.has(type)) headers['content-encoding'] = 'gzip';
    kept.set(path, { headers, sent });
    return kept.get(path);
  };
  const find = async (path) => {
    if (kept.has(path)) return kept.get(path);
    if (path.includes('..')) return undefined;
    const [folder, rest] = pagefind && path.startsWith('/pagefind/') ? [pagefind, path.slice(10)] : [site, path];
    const file = join(folder, rest, path.endsWith('/') ? 'index.html' : '');
    const is = await stat(file).catch(() => undefined);
    return is?.isFile() ? keep(path, extname(file), await readFile(file)) : undefined;
  };
  if (pagefind) {
    const page = await readFile(join(site, 'search/index.html'), 'utf8').catch(() => BARE);
    const without = page
      .replace(/<script\b[^]*?<\/script>|<link\b[^>]*\bpreload\b[^>]*>|<link\b[^>]*\/search\/[^>]*>/g, '')
      .replace(/data-retell-search/g, 'data-peer');
    const list = '<ol id="results"></ol><script type="module" src="/pagefind-page/page.js"></script>';
    keep('/pagefind-page/', '.html', Buffer.from(without.replace('</main>', `${list}</main>`)));
    keep('/pagefind-page/page.js', '.js', Buffer.from(PAGE));
  }
  let slow = false;
  let sent = [];
  let under = 0;
  let last = 0;
  // When the line is free again.
  let free = 0;
  const overLine = async (response, bytes) => {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      free = Math.max(free, performance.now()) + piece.length / RATE;
      await sleep(free - performance.now());
      response.write(piece);
    }
    response.end();
  };
  const answer = async (request, response) => {
    under += 1;
    const { pathname } = new URL(request.url, 'https://localhost');
    const found = await find(decodeURIComponent(pathname));
    if (slow) await sleep(LATENCY);
    response.writeHead(found ? 200 : 404, found?.headers ?? {});
    if (slow && found) await overLine(response, found.sent);
    else response.end(found?.sent);
    sent.push({ path: pathname, bytes: HEADERS + (found?.sent.length ?? 0) });
    under -= 1;
    last = performance.now();
  };
  const certificate = selfSigned();
  const server = certificate ? createSecureServer({ ...certificate, allowHTTP1: true }, answer) : createServer(answer);
  const sessions = new Set();
  server.on('session', (session) => sessions.add(session));
  await new Promise((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening));
  return {
    line: certificate ? 'HTTP/2' : 'HTTP/1.1, as there is no openssl here',
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${server.address().port}`,
    /** Makes the line slow, or fast again. */
    slow: (wanted) => (slow = wanted),
    /** What was sent since this was asked last, when all is quiet. */
    async since(wanted) {
      while (under > 0 || performance.now() - last < QUIET) await sleep(QUIET / 5);
      const these = sent.filter((one) => wanted(one.path));
      sent = [];
      return { bytes: these.reduce((sum, one) => sum + one.bytes, 0), requests: these.length };
    },
    close: () => new Promise((closed) => {
      server.close(closed);
      for (const session of sessions) session.destroy();
      server.closeAllConnections?.();
    }),
  };
}

/** Where there is no search page yet. */
const BARE = '<!doctype html><title>Search</title><main><form><input type=search name=q></form></main>';

/** A key and a certificate for this run; nothing without openssl. */
function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'retell-bench-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
      '-days', '1', '-subj', '/CN=localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
