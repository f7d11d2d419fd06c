// What browsers get of the search: the module as it is written, in fewer bytes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { modules, shorten } from './shorten.mjs';

const { search, keys, page } = modules;

for (const [name, { written, served }] of Object.entries(modules)) {
  test(`the served module is the written one: ${name}`, async (t) => {
    let short;
    try {
      short = await shorten(written);
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || process.env.RETELL_TESTS === 'all') throw error;
      return t.skip('`npm ci --ignore-scripts` in tests/search brings what this needs');
    }
    const due = 'run `node tests/search/shorten.mjs`';
    assert.equal(await readFile(served, 'utf8'), short, due);
  });
}

for (const [what, { served }, most] of [
  ['what searches has at most 7.5 KB', search, 7500],
  ['what every page loads for the search has at most 350 bytes', keys, 350],
  ['what its own page loads beside that has at most 400 bytes', page, 400],
]) {
  test(what, async () => {
    const { length } = gzipSync(await readFile(served), { level: 9 });
    assert.ok(length <= most, `${length} bytes`);
  });
}

test('the served module exports what the written one does', async () => {
  const names = async (file) => Object.keys(await import(file)).sort();
  assert.deepEqual(await names(search.served), await names(search.written[0]));
});
