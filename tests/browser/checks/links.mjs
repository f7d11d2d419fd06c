// Whether every link within the site leads somewhere. The pages tell what they link to and what can be
// linked to; the comparison is made afterwards, without opening anything twice.

/**
 * @typedef {object} Ends
 * @property {string[]} to   every address the page names: links, pictures, styles, its own canonical one
 * @property {string[]} ids  every fragment it has
 */

/** @param {import('@playwright/test').Page} tab @returns {Promise<Ends>} */
export function ends(tab) {
  return tab.evaluate(() => {
    const to = [];
    const add = (raw) => raw && to.push(new URL(raw, document.baseURI).href);
    for (const element of document.querySelectorAll('[href]')) add(element.getAttribute('href'));
    for (const element of document.querySelectorAll('[src]')) add(element.getAttribute('src'));
    for (const element of document.querySelectorAll('[poster]')) add(element.getAttribute('poster'));
    for (const element of document.querySelectorAll('form[action]')) add(element.getAttribute('action'));
    for (const element of document.querySelectorAll('[srcset]')) {
      for (const candidate of element.getAttribute('srcset').split(/,\s+/)) add(candidate.trim().split(/\s+/)[0]);
    }
    for (const element of document.querySelectorAll('meta[property^="og:"], meta[name^="twitter:"]')) {
      if (/^https?:/.test(element.content)) add(element.content);
    }
    return { to, ids: [...document.querySelectorAll('[id], a[name]')].flatMap((e) => [e.id, e.name]).filter(Boolean) };
  });
}

/**
 * What is wrong with the links of all pages.
 *
 * @param {import('../support/fixtures.mjs').Site} site
 * @param {Map<string, Ends>} pages  by path
 * @returns {[string, string][]} path and what is wrong
 */
export function broken(site, pages) {
  const host = new URL(site.url).host;
  const home = new URL(site.url).pathname;
  const wrong = [];
  for (const [path, { to }] of pages) {
    for (const address of new Set(to)) {
      // An address in full is one of the site's own as well: canonical links and feeds are written so.
      const local = address.startsWith(site.base) ? new URL(address.slice(site.base.length), site.url) : new URL(address);
      if (local.host !== host) continue;
      if (!local.pathname.startsWith(home)) {
        wrong.push([path, `leads out of the site: ${local.pathname}`]);
        continue;
      }
      const place = local.pathname.slice(home.length);
      const file = decodeURIComponent(place.replace(/(^|\/)$/, '$1index.html'));
      if (!site.files.has(file)) {
        wrong.push([path, `leads to /${place}, where nothing is`]);
        continue;
      }
      const fragment = decodeURIComponent(local.hash.slice(1)).replace(/:~:.*$/, '');
      const target = pages.get(place.replace(/(^|\/)index\.html$/, '$1'));
      if (fragment !== '' && target && !target.ids.includes(fragment)) {
        wrong.push([path, `leads to #${fragment} on /${place}, which has no such place`]);
      }
    }
  }
  return wrong;
}
