// Under the policy of the pages nothing that somebody smuggled into one would run, look otherwise or be sent
// anywhere: the page says so itself, and the host says it too.

import { createHash } from 'node:crypto';
import { expect, test } from './support/fixtures.mjs';

const HASHES = "(?: 'sha256-[A-Za-z0-9+/]{43}=')+";
const STRICT = new RegExp(`^default-src 'none'; script-src 'self'${HASHES}; style-src 'self'${HASHES}; `);

test('every page has the policy in itself, and hosts send it along with what else protects readers', async ({ site, page, problems }) => {
  for (const { path, sort } of site.pages) {
    const response = await page.request.get(new URL(path, site.url).href);
    const html = await response.text();
    const own = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1];
    if (!own) problems.add(path, 'has no policy');
    else if ((sort !== 'redirect' && !STRICT.test(own)) || /unsafe|\*|https?:(?!\/)/.test(own)) problems.add(path, `has a weak policy: ${own}`);
    const sent = response.headers();
    if (!STRICT.test(sent['content-security-policy'] ?? '')) problems.add(path, `is sent with ${sent['content-security-policy']}`);
    for (const [name, value] of Object.entries({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
    })) {
      if (sent[name] !== value) problems.add(path, `is sent with ${name}: ${sent[name]}`);
    }
  }
});

test('what stands in a page itself is the theme’s, and the page’s policy names no more than that', async ({ site, page, problems }) => {
  for (const { path, sort } of site.pages) {
    if (sort === 'redirect') continue;
    const html = await (await page.request.get(new URL(path, site.url).href)).text();
    problems.add(path, await page.evaluate((text) => {
      const handlers = (element) => element.getAttributeNames().some((name) => name.startsWith('on'));
      return [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('*')]
        .filter((element) => element.matches('body style, body script:not([src]), [style]') || handlers(element))
        .map((element) => `has ${element.outerHTML.slice(0, 60)}`);
    }, html));
    const carried = [...html.matchAll(/<(?:style|script(?: type="module")?)>([\s\S]*?)<\/(?:style|script)>/g)];
    const hashes = carried.map(([, text]) => `sha256-${createHash('sha256').update(text).digest('base64')}`);
    const named = [...html.matchAll(/'(sha256-[^']*)'/g)].map((found) => found[1]);
    if (hashes.length === 0) problems.add(path, 'carries nothing');
    if (hashes.sort().join() !== named.sort().join()) problems.add(path, `carries ${hashes}, and names ${named}`);
  }
});

test('a page that says so itself needs no header: what does not belong to it is refused', async ({ site, page }) => {
  // As on a host that knows nothing of headers.
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.goto(site.url);
  const refused = await page.evaluate(async () => {
    const seen = new Set();
    document.addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective));
    const add = (name, attributes, text = '') => {
      const element = Object.assign(document.createElement(name), { textContent: text });
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      document.body.append(element);
      return element;
    };
    add('script', {}, 'window.smuggled = true');
    add('p', { style: 'color: red' });
    add('img', { src: 'https://elsewhere.example/x.png' });
    add('iframe', { src: 'https://elsewhere.example/' });
    add('p', { onclick: 'window.smuggled = true' }).click();
    await fetch('https://elsewhere.example/').catch(() => {});
    await new Promise((soon) => setTimeout(soon, 200));
    return { seen: [...seen].sort(), smuggled: Boolean(window.smuggled) };
  });
  expect(refused.smuggled).toBe(false);
  expect(refused.seen).toEqual(['connect-src', 'frame-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-attr']);
});
