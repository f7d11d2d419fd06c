// Before all tests: the program builds the example site, once for the root of a host and once for a path
// below it, and both are served. After all tests everything is gone again.

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './chromium.mjs';
import { serveFolder } from './folder-server.mjs';
import { retell, root } from './program.mjs';

/** Where each of the two stands, and below which path. The hosts are nobody's. */
const SITES = {
  root: { base: 'https://published.example/', prefix: '/' },
  below: { base: 'https://published.example/repo/', prefix: '/repo/' },
};

// A day after which everything in the example site is out.
const NOW = '2026-11-15';

export default async function publish() {
  if (!findBrowser()) throw new Error('no Chromium on the PATH: apt-get install chromium');
  const folder = await mkdtemp(join(tmpdir(), 'retell-browser-'));
  const published = {};
  const servers = [];
  for (const [name, { base, prefix }] of Object.entries(SITES)) {
    const output = join(folder, name);
    execFileSync(retell, ['--quiet', '-C', root, 'build', '--now', NOW, '--base-url', base, '--output-dir', output], {
      stdio: 'inherit',
    });
    const server = await serveFolder(output, prefix);
    servers.push(server);
    published[name] = { folder: output, base, url: server.url };
  }
  // The only way from here to the processes in which the tests run.
  process.env.RETELL_PUBLISHED = JSON.stringify(published);
  return async () => {
    await Promise.all(servers.map((server) => server.close()));
    await rm(folder, { recursive: true, force: true });
  };
}
