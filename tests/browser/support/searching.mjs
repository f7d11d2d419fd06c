// What the specs of the search are given: a site to search, served under the strictest policy it has to bear,
// and an ear for everything the browser complains of.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as plain } from './fixtures.mjs';
import { serveFolder } from './folder-server.mjs';
import { publishSearchSite } from './search-site.mjs';

/** The policy that the site sends, and no text becomes HTML. */
export async function policyOf(folder) {
  const [, policy] = /Content-Security-Policy: (.*)/.exec(await readFile(join(folder, '_headers'), 'utf8'));
  return `${policy}; require-trusted-types-for 'script'`;
}

export const test = plain.extend({
  /** The address of the site, with a slash at the end, and the folder it was published to. */
  quay: [async ({}, use) => {
    const { output, remove } = await publishSearchSite();
    const server = await serveFolder(output, '/', { 'content-security-policy': await policyOf(output) });
    await use({ url: server.url, folder: output });
    await server.close();
    await remove();
  }, { scope: 'worker' }],

  /** Whether the browser may complain, where things are made to fail on purpose. */
  mayComplain: [false, { option: true }],

  /** Notes what the browser complains of, in all tabs of a test. */
  ear: [async ({ context, problems, mayComplain }, use) => {
    if (!mayComplain) {
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) problems.add('', `the console says: ${message.text()}`);
      });
      context.on('weberror', (error) => problems.add('', `a script failed: ${error.error().message}`));
    }
    await use();
  }, { auto: true }],
});

/** The parts of the search page, by what readers call them. */
export const parts = (page) => ({
  field: page.getByRole('searchbox', { name: 'Search this site' }),
  results: page.locator('main ol > li'),
  titles: page.locator('main ol h2 a'),
  told: page.locator('[data-search=told]'),
  status: page.getByRole('status'),
  more: page.locator('[data-search=more]'),
  filters: page.locator('[data-search=filters]'),
  everything: page.getByRole('heading', { name: 'Everything' }),
});

export { expect } from './fixtures.mjs';
