// What axe-core finds: WCAG 2.2 up to AA, its best practices, and the size of targets, which it leaves out
// unless asked.

import { AxeBuilder } from '@axe-core/playwright';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * @param {import('@playwright/test').Page} tab
 * @param {string[]} [rules]  these rules alone
 * @returns {Promise<string[]>} what is wrong
 */
export async function accessibility(tab, rules) {
  const axe = new AxeBuilder({ page: tab });
  // In one go, in the page itself: there are no frames to go through.
  axe.setLegacyMode(true);
  axe.options({
    ...(rules ? { runOnly: rules } : { runOnly: { type: 'tag', values: TAGS }, rules: { 'target-size': { enabled: true } } }),
    // The rest is not looked at here, and to describe it takes longer than to find it.
    resultTypes: ['violations'],
  });
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary.split('\n').slice(1).join('; ').trim()}`));
}
