// Serves a published site as good static hosts do: over HTTP/2, text compressed once, `.bin` files as they are.
// Beside it a page with Pagefind in it: the site's own search page, its scripts taken out.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
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
field.form.addEventListener('submit', (event) => {
  event.preventDefault();
  show(field.value);
});
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
    const without = page.replace(/<script\b[^]*?<\/script>/g, '').replace(/data-retell-search/g, 'data-peer');
    const list = '<ol id="results"></ol><script type="module" src="/pagefind-page/page.js"></script>';
    keep('/pagefind-page/', '.html', Buffer.from(without.replace('</main>', `${list}</main>`)));
    keep('/pagefind-page/page.js', '.js', Buffer.from(PAGE));
  }
  const answer = async (request, response) => {
    const { pathname } = new URL(request.url, 'https://localhost');
    const found = await find(decodeURIComponent(pathname));
    response.writeHead(found ? 200 : 404, found?.headers ?? {});
    response.end(found?.sent);
  };
  const certificate = selfSigned();
  const server = certificate ? createSecureServer({ ...certificate, allowHTTP1: true }, answer) : createServer(answer);
  const sessions = new Set();
  server.on('session', (session) => sessions.add(session));
  await new Promise((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening));
  return {
    line: certificate ? 'HTTP/2' : 'HTTP/1.1, as there is no openssl here',
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${server.address().port}`,
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
