// What the specs are given: the two published sites with their pages, a list for all that is wrong, and a
// way to start a program that is certain to be stopped.

import { test as plain } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { oneOfEach, sortOf } from './pages.mjs';
import { Problems } from './problems.mjs';
import { start } from './program.mjs';

/**
 * @typedef {object} Site
 * @property {string} folder   where it was published to
 * @property {string} url      where it is being served, with a slash at the end
 * @property {string} base     the address it was built for, with a slash at the end
 * @property {Set<string>} files   all its files, as paths below `url`, not encoded
 * @property {import('./pages.mjs').Page[]} pages    all its pages
 * @property {import('./pages.mjs').Page[]} samples  of each sort of page the one with the most in it
 */

/** @returns {Promise<Site>} */
async function read({ folder, base, url }) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).split(sep).map(encodeURIComponent).join('/'));
  const pages = [];
  // Mails are no pages: they have no menu and no style sheet, and tests of their own.
  for (const name of names.filter((name) => /\.html$/.test(name) && !/(^|\/)email\.html$/.test(name)).sort()) {
    const path = name.replace(/(^|\/)index\.html$/, '$1');
    const html = await readFile(join(folder, decodeURIComponent(name)), 'utf8');
    pages.push({ path, html, sort: sortOf(path, html) });
  }
  return { url, base, folder, files: new Set(names.map(decodeURIComponent)), pages, samples: oneOfEach(pages) };
}

export const test = plain.extend({
  /** The example site as it is published at the root of a host. */
  site: [async ({}, use) => use(await read(JSON.parse(process.env.RETELL_PUBLISHED).root)), { scope: 'worker' }],

  /** The example site as it is published below a path of a host. */
  siteBelow: [async ({}, use) => use(await read(JSON.parse(process.env.RETELL_PUBLISHED).below)), { scope: 'worker' }],

  /** Where a spec puts all that it finds wrong. The test fails at its end if anything was put there. */
  problems: async ({}, use) => {
    const problems = new Problems();
    await use(problems);
    problems.none();
  },

  /** Starts a program as `start` in program.mjs does, and stops it when the test is over. */
  startProgram: async ({}, use) => {
    const started = [];
    await use(async (...how) => {
      const program = await start(...how);
      started.push(program);
      return program;
    });
    await Promise.all(started.map((program) => program.stop()));
  },
});

export { expect } from '@playwright/test';
