// Writes the scripts of the default theme as they are served: without their comments, and with short names inside. `node tests/search/shorten.mjs`, after `npm ci --ignore-scripts` in this folder; a test says when it is due.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const theme = new URL('../../themes/default/', import.meta.url);

const of = (written, served) => ({
  written: written.map((name) => new URL(`search/${name}`, theme)),
  served: new URL(served, theme),
});

/** The modules: the files that each is written in, one after the other, and the one that is served. */
export const modules = {
  search: of(['search.js'], 'search/search.min.js'),
  keys: of(['keys.js', 'ahead.js'], 'static/search-keys.js'),
  page: of(['keys.js', 'page.js'], 'static/search-page.js'),
  scheme: of(['../scripts/scheme.js'], 'static/scheme.js'),
};

// What objects of the search call their parts among themselves: no file of the index, no page and nobody who
// imports the module knows these names, and no message has a place that is called so. Some are names of browsers
// as well (`builtins`), of parts that the search has no use for.
const INSIDE = /^(above|byte|common|counts|cut|facet|far|first|forms|found|guess|ids|input|kept|kin|list|mask|near|number|others|own|pairs|part|parts|place|post|quoted|spelling|take|typed|worth)$/;

/** A module with the same exports in fewer bytes. */
export async function shorten(written) {
  const { minify } = await import('terser');
  const source = (await Promise.all(written.map((file) => readFile(file, 'utf8')))).join('');
  // What never changes needs no word of its own once it is shortened, and shares a declaration with what does.
  const { code } = await minify(source.replace(/\bconst\b/g, 'let'), {
    module: true,
    ecma: 2020,
    // Loops stay as they are written: alike, they pack better.
    compress: { passes: 3, unsafe: true, unsafe_arrows: true, loops: false },
    mangle: { properties: { regex: INSIDE, builtins: true } },
  });
  return `${code}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { written, served } of Object.values(modules)) {
    await writeFile(served, await shorten(written));
  }
}
