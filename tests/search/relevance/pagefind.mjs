// Pagefind over the same pages, asked in Node: its own index, its own script. It is the one of the bench and has to be
// installed first: (cd benches/search && npm install --ignore-scripts).

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fetchFrom } from './site.mjs';

const ORIGIN = 'https://lee.example';

/** Indexes the pages of a folder and opens the search over them; the folder stays as it is. */
export async function openPagefind(folder) {
  const pagefind = await import('../../../benches/search/node_modules/pagefind/lib/index.js').catch(() => {
    throw new Error('Pagefind is not here; first: (cd benches/search && npm install --ignore-scripts)');
  });
  const made = await mkdtemp(`${folder}-pagefind-`);
  // One index for all languages: else it answers with pages of the reader's language alone.
  const { index } = await pagefind.createIndex({ forceLanguage: 'en' });
  await index.addDirectory({ path: folder });
  await index.writeFiles({ outputPath: join(made, 'pagefind') });
  await pagefind.close();
  await writeFile(join(made, 'package.json'), '{ "type": "module" }\n');
  globalThis.fetch = fetchFrom(made, ORIGIN);
  const search = await import(pathToFileURL(join(made, 'pagefind', 'pagefind.js')).href);
  await search.options({ basePath: `${ORIGIN}/pagefind/`, baseUrl: '/' });
  return async ({ text }) => {
    const { results } = await search.search(text);
    const first = await Promise.all(results.slice(0, 10).map((result) => result.data()));
    return first.map((data) => new URL(data.url, ORIGIN).pathname.slice(1));
  };
}
