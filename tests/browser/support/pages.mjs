// Which pages a site has and of what sort each is, read from the pages themselves. No test names a piece
// of the example site: pieces come and go, and a new kind of document is looked at from its first day.

/**
 * @typedef {object} Page
 * @property {string} path   address below the site's own, percent-encoded: `stories/clicker/`; home is ``
 * @property {string} html   the page as it was sent
 * @property {string} sort   `story` for an article of that kind, `guide story` for one about it that is no page of
 *   its own words, else where it stands: `list /people/*`
 */

/** Of what sort the page at a path is. */
export function sortOf(path, html) {
  if (path === '') return 'home';
  if (path.endsWith('404.html')) return '404';
  if (isRedirect(html)) return 'redirect';
  // The article that the page's own heading stands in; those in a list come after the heading.
  const [beforeHeading] = html.slice(html.indexOf('<main')).split('<h1', 1);
  const article = /<article\b[^>]*\bclass="(?:page|([a-z0-9-]+)) kind-([a-z0-9-]+)/.exec(beforeHeading);
  if (article) return article.slice(1).filter(Boolean).join(' ');
  const [first, ...rest] = path.replace(/\/$/, '').split('/');
  return `list /${first}/${rest.map(() => '*').join('/')}`;
}

/** Whether a page only sends its reader on, so that a browser never stays on it. */
export function isRedirect(html) {
  return /<meta\s+http-equiv="refresh"/i.test(html);
}

/** The classes that stand in `main`: what blocks a text has, such as a timeline, is told by them alone. */
function blocks({ html }) {
  const classes = html.slice(html.indexOf('<main')).matchAll(/<[a-z][^>]*?\sclass="([^"]+)"/g);
  return new Set([...classes].flatMap(([, names]) => names.split(/\s+/)));
}

/**
 * Of each sort the page with the most in it, and for each block that none of these has the page with the most
 * in it of those that have; home first.
 *
 * @param {Page[]} pages
 */
export function oneOfEach(pages) {
  const longest = pages.filter(({ sort }) => sort !== 'redirect').sort((a, b) => b.html.length - a.html.length);
  const chosen = longest.filter((page, at) => longest.findIndex(({ sort }) => sort === page.sort) === at);
  const shown = new Set(chosen.flatMap((page) => [...blocks(page)]));
  for (const page of longest) {
    const more = [...blocks(page)].filter((block) => !shown.has(block));
    if (more.length === 0) continue;
    chosen.push(page);
    more.forEach((block) => shown.add(block));
  }
  return chosen.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of the samples those that differ in what can be pressed: a list is a list, the page around it the same. */
export function fewer(samples) {
  const list = samples.find((page) => page.sort.startsWith('list '));
  return samples.filter((page) => page === list || !page.sort.startsWith('list '));
}

/** All pages that can be reached from the home page by links, and what is shown where nothing is. */
export async function crawl(base) {
  const root = new URL(base.endsWith('/') ? base : `${base}/`);
  const queue = [root.href, new URL('404.html', root).href];
  const seen = new Set(queue);
  const pages = [];
  for (const address of queue) {
    const answer = await fetch(address);
    const missing = address.endsWith('/404.html');
    if (!(answer.headers.get('content-type') ?? '').startsWith('text/html') || (!answer.ok && !missing)) continue;
    const html = await answer.text();
    const path = address.slice(root.href.length);
    pages.push({ path, html, sort: sortOf(path, html) });
    for (const [, raw] of html.matchAll(/<a\s[^>]*?href="([^"#]+)/g)) {
      const to = new URL(raw.replaceAll('&amp;', '&'), address).href;
      if (to.startsWith(root.href) && !seen.has(to)) {
        seen.add(to);
        queue.push(to);
      }
    }
  }
  return pages;
}
