// Serves a folder as a static host does that reads `_headers`: what was published and nothing added, so that a
// page which needs more than that is found out. A site may stand below a path, as on a project page of a code host.

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.pdf': 'application/pdf',
};

/** The file that stands at an address, or nothing: never outside the folder, never a hidden file. */
async function find(folder, address) {
  let names;
  try {
    names = address.split('/').filter((name) => name !== '').map(decodeURIComponent);
  } catch {
    return undefined;
  }
  if (names.some((name) => name.startsWith('.') || /[/\\\0]/.test(name))) return undefined;
  const file = join(folder, ...names, address.endsWith('/') ? 'index.html' : '');
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? file : undefined;
}

/** The rules of `_headers`: each a pattern, and what is sent along where a path fits it. */
async function rules(folder) {
  const all = [];
  for (const line of (await readFile(join(folder, '_headers'), 'utf8').catch(() => '')).split('\n')) {
    if (/^\s/.test(line)) {
      const [name, ...value] = line.trim().split(': ');
      // A line with `!` takes back what an earlier rule said; here a later one replaces it anyhow.
      if (!name.startsWith('!')) all.at(-1).headers[name.toLowerCase()] = value.join(': ');
    } else if (line) {
      const pattern = line.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/:\w+/g, '[^/]+');
      all.push({ fits: new RegExp(`^${pattern}$`), headers: {} });
    }
  }
  return (path) => Object.assign({}, ...all.filter(({ fits }) => fits.test(path)).map(({ headers }) => headers));
}

/**
 * Serves `folder` below `prefix` on a free port of this machine.
 *
 * @param {Record<string, string>} [more]  sent with every answer besides, as a host may be told to
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serveFolder(folder, prefix = '/', more = {}) {
  const sent = await rules(folder);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const headers = { ...sent(pathname), ...more };
    // Here is no TLS, which the browser would be told to ask for.
    delete headers['strict-transport-security'];
    const file = pathname.startsWith(prefix) ? await find(folder, pathname.slice(prefix.length - 1)) : undefined;
    if (file) {
      response.writeHead(200, { ...headers, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      createReadStream(file).pipe(response);
    } else {
      response.writeHead(404, { ...headers, 'content-type': TYPES['.html'] });
      response.end(await readFile(join(folder, '404.html')).catch(() => 'not found'));
    }
  });
  await new Promise((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}`,
    close: () => new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    }),
  };
}
