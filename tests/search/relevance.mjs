// How well search answers, in numbers:
//
//   node tests/search/relevance.mjs [--pagefind] [--misses <kind>] [--site <folder>]
//
//   --pagefind       measures Pagefind over the same pages beside it; first `npm install --ignore-scripts` in benches/search
//   --misses <kind>  then prints each query of this kind whose target did not come first
//   --site <folder>  another site than the made-up one, built or not: queries are made from its pages
//
// The program is `cargo build`'s, or RETELL_PROGRAM. README.md says what the numbers mean.

import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { measure, table } from './relevance/measure.mjs';
import { readPages } from './relevance/pages.mjs';
import { deriveQueries, KINDS } from './relevance/queries.mjs';
import { buildSite, openSearch, synonymsOf } from './relevance/site.mjs';

/** The queries that a built site gives. */
export async function queriesOf(folder, options) {
  return deriveQueries(await readPages(folder), { synonyms: await synonymsOf(folder), ...options });
}

/** Builds the made-up site, asks its search all queries and gives what came of it, by kind. */
export async function relevance() {
  const { folder, remove } = await buildSite();
  try {
    return await measure(await queriesOf(folder), await openSearch(folder));
  } finally {
    await remove();
  }
}

async function command() {
  const { values } = parseArgs({
    options: {
      pagefind: { type: 'boolean', default: false },
      misses: { type: 'string' },
      site: { type: 'string' },
    },
  });
  if (values.misses !== undefined && !KINDS.includes(values.misses)) {
    throw new Error(`there is no kind “${values.misses}”; there are: ${KINDS.join(', ')}`);
  }
  const source = values.site && resolve(values.site);
  const published = source && await access(`${source}/search/manifest.json`).then(() => true, () => false);
  const { folder, remove } = published ? { folder: source, remove: () => {} } : await buildSite(source);
  try {
    const queries = await queriesOf(folder);
    const columns = new Map([['retell', await measure(queries, await openSearch(folder))]]);
    if (values.pagefind) {
      const { openPagefind } = await import('./relevance/pagefind.mjs');
      columns.set('Pagefind', await measure(queries, await openPagefind(folder)));
    }
    console.log(table(columns));
    for (const [name, measured] of values.misses ? columns : []) {
      console.log(`\n${name}, ${values.misses}:`);
      for (const { query, rank, got } of measured.get(values.misses).misses) {
        console.log(`  ${query.text}${query.typing ? '…' : ''}\n    meant ${query.targets.join(' or ')}, ${rank ? `came ${rank}th` : 'not found'}; first: ${got.slice(0, 3).join(' ') || 'nothing'}`);
      }
    }
  } finally {
    await remove();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await command();
