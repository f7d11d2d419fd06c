// What stands on the pages of a built site, read from the pages themselves: the queries must not come from
// the index that they are to measure.

import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
const INLINE = new Set(['a', 'abbr', 'b', 'bdi', 'bdo', 'cite', 'code', 'del', 'dfn', 'em', 'i', 'ins', 'kbd', 'mark',
  'q', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr']);
const SILENT = new Set(['script', 'style', 'svg', 'nav', 'template', 'math', 'noscript', 'button', 'form', 'audio', 'video',
  // What stands before a field are words of the theme.
  'dt']);
// What the page itself says is not to be searched.
const MUTE = /\bdata-pagefind-ignore\b/;
// Headings of the text have an id; those of the theme have none, or one that begins so that it is never the same.
const OWN_HEADING = /\bid="(?!field-)/;
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', shy: '' };

/**
 * @typedef {object} Page
 * @property {string} url     below the root of the site: `stories/a/`
 * @property {string} title
 * @property {string} lang    BCP 47
 * @property {string[]} lines its text, a line for each paragraph, heading or cell
 * @property {string[]} terms what it is filed under: its kind, people, topics and tags, which may not be in its text
 */

/** The pages of a folder that search is to find, by address: those with the mark for it in their text. */
export async function readPages(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name === 'index.html')
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).split(sep).join('/'))
    .sort();
  const pages = [];
  for (const name of names) {
    const page = pageOf(name.replace(/index\.html$/, ''), await readFile(join(folder, name), 'utf8'));
    if (page) pages.push(page);
  }
  return pages;
}

/** The page that is in some HTML; nothing if it is none to be found. */
export function pageOf(url, html) {
  const lang = /<html\b[^>]*\blang="?([^" >]+)/i.exec(html)?.[1] ?? '';
  const lines = [];
  const terms = [];
  let title = '';
  let line = '';
  let heading;
  // How deep inside the text to be found, and inside something in it that is not to be.
  let inside = 0;
  let silent = 0;
  let filed = false;
  const end = () => {
    const text = line.replace(/\s+/g, ' ').trim();
    if (text) lines.push(text);
    if (text && heading === 'h1' && !title) title = text;
    line = '';
  };
  for (const [, comment, closes, name, attributes, text] of html.matchAll(
    /(<!--[\s\S]*?-->|<![^>]*>)|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|([^<]+|<)/gi,
  )) {
    if (comment) continue;
    if (text !== undefined) {
      if (filed && text.trim()) {
        terms.push(decode(text));
        filed = false;
      }
      if (inside && !silent) line += decode(text);
      continue;
    }
    const tag = name.toLowerCase();
    // The value follows the name of the filter, or is what stands in the element.
    const filter = /\bdata-pagefind-filter="[^":]*(?::([^"]*))?"/.exec(attributes);
    if (filter?.[1]) terms.push(decode(filter[1]));
    filed ||= filter && !filter[1];
    if (!INLINE.has(tag) && inside && !silent) end();
    if (VOID.has(tag) || /\/\s*$/.test(attributes)) continue;
    if (closes) {
      if (silent) silent--;
      else if (inside) inside--;
      if (tag === heading) heading = undefined;
    } else if (silent) silent++;
    else if (inside) {
      if (SILENT.has(tag) || MUTE.test(attributes) || (/^h[2-6]$/.test(tag) && !OWN_HEADING.test(attributes))) silent++;
      else inside++;
      if (/^h[1-6]$/.test(tag)) heading = tag;
    } else if (/\bdata-pagefind-body\b/.test(attributes)) inside++;
  }
  end();
  return title ? { url, title, lang, lines, terms } : undefined;
}

function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) =>
    hex ? String.fromCodePoint(Number.parseInt(hex, 16))
      : decimal ? String.fromCodePoint(Number(decimal))
        : ENTITIES[name] ?? whole);
}
