// The site that is searched: the example community and the made-up pieces beside it, built as anybody
// would build it, into a folder that is gone afterwards.

import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const corpus = fileURLToPath(new URL('../corpus/', import.meta.url));

/** The program under test: `RETELL_PROGRAM`, or what `cargo build` makes. */
export const program = process.env.RETELL_PROGRAM
  || join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug', 'retell');

/**
 * Builds a site into a folder of its own.
 *
 * @param {string} [source]  the folder of another site to measure; else the two communities together
 * @returns {Promise<{folder: string, remove: () => Promise<void>}>}
 */
export async function buildSite(source) {
  await access(program).catch(() => {
    throw new Error(`there is no program at ${program}; first: cargo build, or set RETELL_PROGRAM`);
  });
  const made = await mkdtemp(join(tmpdir(), 'retell-relevance-'));
  const remove = () => rm(made, { recursive: true, force: true });
  try {
    const folder = join(made, 'public');
    if (!source) {
      source = join(made, 'site');
      for (const content of [join(root, 'content'), join(corpus, 'content')]) {
        await cp(content, join(source, 'content'), { recursive: true });
      }
      await cp(join(root, 'static'), join(source, 'static'), { recursive: true });
      await cp(join(corpus, 'retell.toml'), join(source, 'retell.toml'));
    }
    // A fixed day, so that what is published is the same on every day.
    await promisify(execFile)(program, ['-q', '-C', source, 'build', '--now', '2027-01-01', '--output-dir', folder]);
    // Node takes `.js` for a module only where it is told so; browsers are told by whoever loads it.
    await writeFile(join(made, 'package.json'), '{ "type": "module" }\n');
    return { folder, remove };
  } catch (problem) {
    await remove();
    throw problem;
  }
}

/** A `fetch` that answers with the files of a folder, which stands at `origin`. */
export function fetchFrom(folder, origin) {
  return async (address) => {
    const { pathname } = new URL(address instanceof Request ? address.url : address, origin);
    const bytes = await readFile(join(folder, decodeURIComponent(pathname))).catch(() => undefined);
    return bytes ? new Response(bytes) : new Response('', { status: 404 });
  };
}

/** The search of a built site, as its own module offers it. */
export async function openSearch(folder) {
  const origin = 'https://lee.example';
  const { open } = await import(pathToFileURL(join(folder, 'search', 'api.js')).href);
  const search = await open(`${origin}/search/`, { fetch: fetchFrom(folder, origin) });
  /** The addresses found, best first, below the root of the site. */
  return async ({ text, typing }) => {
    const { results } = await search.query(text, { limit: 10, typing });
    return results.map((result) => new URL(result.url, `${origin}/`).pathname.slice(1));
  };
}

/** The synonyms of a site, from its manifest: the site's own words, folded. */
export async function synonymsOf(folder) {
  return JSON.parse(await readFile(join(folder, 'search', 'manifest.json'), 'utf8')).synonyms ?? [];
}
