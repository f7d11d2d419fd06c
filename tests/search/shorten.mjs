// Writes the module as it is served: `search.js` of the default theme without its comments, and with short names
// inside. `node tests/search/shorten.mjs`, after `npm ci --ignore-scripts` in this folder; a test says when it is due.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../themes/default/search/', import.meta.url);

/** Where the module stands as it is written. */
export const written = new URL('search.js', folder);
/** Where it stands as it is served. */
export const served = new URL('search.min.js', folder);

/** A module with the same exports in fewer bytes. */
export async function shorten(source) {
  const { minify } = await import('terser');
  const { code } = await minify(source, { module: true, ecma: 2020, compress: { passes: 3 }, mangle: true });
  return `${code}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(served, await shorten(await readFile(written, 'utf8')));
}
