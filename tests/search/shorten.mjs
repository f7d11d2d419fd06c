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
  keys: of(['keys.js'], 'static/search-keys.js'),
  page: of(['keys.js', 'page.js'], 'static/search-page.js'),
  scheme: of(['../scripts/scheme.js'], 'static/scheme.js'),
};

/** A module with the same exports in fewer bytes. */
export async function shorten(written) {
  const { minify } = await import('terser');
  const source = (await Promise.all(written.map((file) => readFile(file, 'utf8')))).join('');
  const { code } = await minify(source, { module: true, ecma: 2020, compress: { passes: 3 }, mangle: true });
  return `${code}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { written, served } of Object.values(modules)) {
    await writeFile(served, await shorten(written));
  }
}
