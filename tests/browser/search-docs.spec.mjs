// The lines in docs/search.md, as they stand there: on a page of the site, on a page of another, and in Node.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './support/program.mjs';
import { expect, test } from './support/searching.mjs';

/** The examples in JavaScript, in their order. */
async function examples() {
  const text = await readFile(join(root, 'docs/search.md'), 'utf8');
  return [...text.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, lines]) => lines);
}

/** What a page says on the console while it runs some lines as a module of its own. */
async function run(page, address, lines) {
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Example</title><script type="module" src="example.js"></script>' }));
  await page.route(new URL('example.js', address).href, (route) => route.fulfill({ contentType: 'text/javascript', body: lines }));
  await page.goto(address, { waitUntil: 'networkidle' });
  return said;
}

test('on a page of the site', async ({ quay, page }) => {
  const [lines] = await examples();
  const said = await run(page, `${quay.url}own/`, lines);
  expect(said[0]).toBe('23 results');
  expect(said[1]).toMatch(/^The \d+th in line \/stories\/queue-\d+\/(#backlog-\d+)? .*backlog/);
  expect(said[6]).toMatch(/^[a-z]+-[a-z]+ [A-Z][a-z]+ [A-Z][a-z]+ \d+$/);
  expect(said).toHaveLength(1 + 5 + 11);
});

test('on a page of another site', async ({ quay, page }) => {
  const [, lines] = await examples();
  await page.route('https://ebb.example/**', async (route) => {
    const answer = await fetch(new URL(new URL(route.request().url()).pathname, quay.url));
    await route.fulfill({
      status: answer.status,
      contentType: answer.headers.get('content-type'),
      headers: { 'access-control-allow-origin': '*' },
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  const other = createServer((request, response) => response.end('elsewhere'));
  await new Promise((listening) => other.listen(0, '127.0.0.1', listening));
  const said = await run(page, `http://127.0.0.1:${other.address().port}/`, lines);
  expect(said.sort()).toEqual([
    'The night it filled https://ebb.example/stories/one-database/',
    'Two clocks and one tide https://ebb.example/essays/two-databases/',
  ]);
  await new Promise((closed) => { other.close(closed); other.closeAllConnections(); });
});

test('in Node, without a server', async ({ quay }) => {
  const [, , lines] = await examples();
  const folder = await mkdtemp(join(tmpdir(), 'retell-node-'));
  try {
    await symlink(quay.folder, join(folder, 'public'));
    await writeFile(join(folder, 'example.mjs'), lines);
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '--preserve-symlinks', 'example.mjs'], {
      cwd: folder, env: { ...process.env, FORCE_COLOR: '0' },
    });
    expect(stdout).toMatch(/^2 \[ \{ from: 'databse', to: 'database' \} \] \[/);
    expect(stdout).toContain('The night it filled');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
