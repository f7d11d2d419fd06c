// Whether a browser can read the feeds that a page names in its head.

/**
 * @param {import('@playwright/test').Page} tab
 * @param {string} base  the address the site was built for: a feed names its places in full
 * @param {Set<string>} [known]  feeds that were read already, and are left out
 * @returns {Promise<{href: string, wrong: string[]}[]>}
 */
export function feeds(tab, base, known = new Set()) {
  return tab.evaluate(async ([base, ...known]) => {
    const links = [...document.head.querySelectorAll('link[rel~=alternate][type="application/atom+xml"], link[rel~=alternate][type="application/rss+xml"]')];
    return Promise.all(links.filter(({ href }) => !known.includes(href)).map(async ({ href, title }) => {
      const wrong = [];
      if (title === '') wrong.push('has no title in the head');
      const answer = await fetch(href);
      if (answer.status !== 200) return { href, wrong: [...wrong, `answers ${answer.status}`] };
      const text = await answer.text();
      const feed = new DOMParser().parseFromString(text, 'application/xml');
      const error = feed.querySelector('parsererror');
      if (error) return { href, wrong: [...wrong, `is no XML: ${error.textContent.trim().slice(0, 200)}`] };
      if (!['feed', 'rss'].includes(feed.documentElement.localName)) wrong.push(`is a <${feed.documentElement.localName}>`);
      const entries = [...feed.querySelectorAll('entry, item')];
      if (entries.length === 0) wrong.push('has no entry');
      const ids = entries.map((entry) => entry.querySelector(':scope > id, :scope > guid')?.textContent);
      if (ids.some((id) => !id) || new Set(ids).size < ids.length) wrong.push('has entries without an id of their own');
      for (const entry of entries) {
        const link = entry.querySelector(':scope > link:not([rel]), :scope > link[rel=alternate]');
        const to = link?.getAttribute('href') ?? link?.textContent ?? '';
        if (!URL.canParse(to)) wrong.push(`has an entry that leads to ${JSON.stringify(to)}`);
        // The text is read far from the site: an address without a host leads nowhere there.
        const content = entry.querySelector(':scope > content, :scope > description');
        if (!content || content.getAttribute('type') !== 'html') continue;
        const body = new DOMParser().parseFromString(content.textContent, 'text/html');
        for (const element of body.querySelectorAll('[href], [src]')) {
          const raw = element.getAttribute('href') ?? element.getAttribute('src');
          if (!URL.canParse(raw) && !raw.startsWith('#')) wrong.push(`has a text that leads to ${raw}, which has no host`);
        }
      }
      const self = feed.querySelector('feed > link[rel=self]')?.getAttribute('href');
      if (self && !self.startsWith(base)) wrong.push(`says it stands at ${self}`);
      return { href, wrong };
    }));
  }, [base, ...known]);
}
