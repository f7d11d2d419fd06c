// What browsers get of the search: the module as it is written, in fewer bytes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { served, shorten, written } from './shorten.mjs';

test('the served module is the written one', async (t) => {
  let short;
  try {
    short = await shorten(await readFile(written, 'utf8'));
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || process.env.RETELL_TESTS === 'all') throw error;
    return t.skip('`npm ci --ignore-scripts` in tests/search brings what this needs');
  }
  const due = 'run `node tests/search/shorten.mjs`';
  assert.equal(await readFile(served, 'utf8'), short, due);
});

test('the served module has at most 8 KB', async () => {
  const { length } = gzipSync(await readFile(served), { level: 9 });
  assert.ok(length <= 8000, `${length} bytes`);
});

test('the served module exports what the written one does', async () => {
  const names = async (file) => Object.keys(await import(file)).sort();
  assert.deepEqual(await names(served), await names(written));
});
