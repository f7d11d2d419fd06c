// Makes real indexes of posts, hands their files out over a real socket, and opens them with the module under test.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { open } from '../../../themes/default/search/search.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

// RETELL_SEARCH_INDEX is the example `search-index`, built already; else cargo builds it.
const [program, ...first] = process.env.RETELL_SEARCH_INDEX
  ? [process.env.RETELL_SEARCH_INDEX]
  : ['cargo', 'run', '--quiet', '--locked', '--example', 'search-index', '--'];

/** Posts of the fixture: a community that tells of its incidents. */
export const community = JSON.parse(await readFile(new URL('posts.json', import.meta.url), 'utf8'));

let posts = 0;

/** A post of which only some things matter. */
export function post(title, text = '', more = {}) {
  const sections = Array.isArray(text) ? text : [['', '', text]];
  return { url: `stories/${++posts}/`, title, date: '2024-01-01', sections, ...more };
}

/** `count` posts about something else entirely, so that a word of one post is not a word of half the site. */
export const others = (count) =>
  Array.from({ length: count }, (_, i) => post(`Tidings ${i + 100}`, 'Nothing went amiss that afternoon. We had tea and went home.'));

const made = new Map();
const folders = [];
const servers = [];

after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

/** The folder with the index of posts; the same posts are indexed once. */
export function indexed(site) {
  const posts = JSON.stringify(Array.isArray(site) ? { posts: site } : site);
  if (!made.has(posts)) made.set(posts, write(posts));
  return made.get(posts);
}

async function write(posts) {
  const folder = await mkdtemp(join(tmpdir(), 'retell-search-'));
  folders.push(folder);
  const file = join(folder, 'posts.json');
  await writeFile(file, posts);
  await run(program, [...first, file, join(folder, 'search')], { cwd: root });
  return join(folder, 'search');
}

/**
 * Hands out a folder as `/base/search/`. What was asked for is in `asked`; `answer` may be set to a function
 * of a file's name that gives a status, or something to wait for, instead.
 */
export async function served(folder) {
  const site = { folder, asked: [], answer: () => undefined };
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname.replace(/^\/base\/search\//, '');
    site.asked.push(name);
    const status = await site.answer(name);
    const bytes = await readFile(join(site.folder, name)).catch(() => undefined);
    response.writeHead(status ?? (bytes ? 200 : 404));
    response.end(status ? '' : bytes);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  servers.push(server);
  site.base = `http://127.0.0.1:${server.address().port}/base/search/`;
  return site;
}

/** Indexes posts and opens the index. */
export async function searching(site) {
  const handed = await served(await indexed(site));
  const search = await open(handed.base);
  return { ...search, site: handed };
}

/** The titles of what a query finds, best first. */
export async function titles(search, text, options) {
  const { results } = await search.query(text, options);
  return results.map(({ title }) => title);
}
