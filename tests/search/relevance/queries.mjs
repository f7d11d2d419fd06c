// Seven kinds of query, drawn from the texts of a site by a fixed seed. Nothing here knows any site, so
// that the same can be asked of another one; nothing is picked by how well it is answered.

import { below, chance, oneOf, shuffled } from './chance.mjs';
import { FORMS } from './forms.mjs';

/** The kinds, in the order in which they are shown. */
export const KINDS = ['title', 'typo', 'inflected', 'half-typed', 'phrase', 'two rare words', 'synonym'];

/**
 * @typedef {object} Query
 * @property {string} text       what is typed
 * @property {boolean} typing    whether its last word is unfinished
 * @property {string[]} targets  the addresses of which one is to be found
 */

/**
 * The queries of each kind.
 *
 * @param {import('./pages.mjs').Page[]} pages
 * @param {{synonyms?: Synonym[], most?: number, seed?: string}} options
 *   `synonyms`: as the site has them; `most`: how many queries of a kind at most
 * @typedef {{from: string[], to: string[]}} Synonym
 * @returns {Map<string, Query[]>}
 */
export function deriveQueries(pages, { synonyms = [], most = 600, seed = 'ebb' } = {}) {
  const site = study(pages);
  const makers = {
    title: byTitle,
    typo: misspelt,
    inflected,
    'half-typed': halfTyped,
    phrase: quoted,
    'two rare words': twoRare,
    synonym: bySynonym(synonyms),
  };
  const all = new Map();
  for (const kind of KINDS) {
    const next = chance(`${seed}/${kind}`);
    const found = [];
    const seen = new Set();
    // Several rounds, so that a short site gives enough; each page gives one query a round.
    for (let round = 0; round < 4 && found.length < most; round++) {
      for (const page of shuffled(next, site.pages)) {
        if (found.length === most) break;
        const query = makers[kind](site, page, next, round);
        if (!query || seen.has(query.text)) continue;
        seen.add(query.text);
        found.push({ typing: false, targets: [page.url], ...query });
      }
    }
    all.set(kind, found);
  }
  return all;
}

/** The words of a text, folded. This is not the tokeniser under test, only near it. */
export function wordsOf(text) {
  return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

const key = (words) => words.join(' ');
const telling = (word) => /^\p{L}{4,}$/u.test(word);

// What all kinds need to know: the words of each page, and on which pages each word is.
function study(pages) {
  const on = new Map();
  const titled = new Map();
  const studied = pages.map((page) => {
    const lines = page.lines.map(wordsOf);
    const words = new Set(lines.flat());
    // Who asks for what a page is filed under is right to be shown it.
    const asked = [...words, ...page.terms.flatMap(wordsOf)];
    for (const word of asked) on.set(word, (on.get(word) ?? new Set()).add(page.url));
    const title = key(wordsOf(page.title));
    titled.set(title, [...(titled.get(title) ?? []), page.url]);
    return { ...page, words, running: ` ${lines.map(key).join(' | ')} ` };
  });
  // Prefixes are looked up in a list in order.
  return { pages: studied, on, titled, sorted: [...on.keys()].sort() };
}

const pagesWith = (site, word) => site.on.get(word) ?? new Set();
const both = (one, other) => [...one].filter((url) => other.has(url));
const pagesWithAll = (site, words) =>
  words.map((word) => pagesNear(site, word)).reduce((some, more) => new Set(both(some, more)));
const rarity = (site, word) => pagesWith(site, word).size;

function pagesBeginning(site, start) {
  let low = 0;
  for (let high = site.sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    if (site.sorted[middle] < start) low = middle + 1;
    else high = middle;
  }
  const urls = new Set();
  for (; site.sorted[low]?.startsWith(start); low++) for (const url of pagesWith(site, site.sorted[low])) urls.add(url);
  return urls;
}

// Pages that have the word in any form, or one that looks like it: where a query must have one right answer,
// it must have it also for a search that takes "documents" and "documentation" for one, or "stories" and "story".
const pagesNear = (site, word) => pagesBeginning(site, word.slice(0, Math.max(3, Math.min(Math.ceil(word.length * 0.6), word.length - 3))));

const sharedTitle = (site, page) => site.titled.get(key(wordsOf(page.title)));

// 1. The title, as it stands.
function byTitle(site, page, next, round) {
  if (round > 0) return undefined;
  return { text: page.title, targets: sharedTitle(site, page) };
}

// 2. The title, or only two words of it that no other page has together, with one slip in a word of four letters
// or more, or with two: in a word of eight or more, or in two words. Whole titles are forgiving, since the other
// words are right; of two words each that would lead to the page alone has a slip. The slip may make another word
// of the language: slips do.
function misspelt(site, page, next) {
  const brief = below(next, 2);
  const whole = wordsOf(page.title);
  const words = brief ? twoThatTell(site, shuffled(next, whole.filter(telling))) : whole;
  const places = shuffled(next, [...words.keys()].filter((place) => telling(words[place])));
  if (!places.length) return undefined;
  const written = [...words];
  const slip = (place) => (written[place] = slipped(next, written[place]));
  const alone = brief ? places.filter((place) => rarity(site, words[place]) === 1) : [];
  for (const place of alone.length ? alone : places.slice(0, 1)) slip(place);
  if (alone.length < 2 && below(next, 2)) {
    const other = places.find((place) => written[place] === words[place]);
    if (other !== undefined) slip(other);
    else if (words[places[0]].length >= 8) slip(places[0]);
  }
  if (key(written) === key(words)) return undefined;
  return { text: key(written), targets: brief ? [page.url] : sharedTitle(site, page) };
}

// Two words that are together on one page only.
function twoThatTell(site, words) {
  for (const [place, word] of words.entries()) {
    const other = words.slice(place + 1).find((second) => both(pagesNear(site, word), pagesNear(site, second)).length === 1);
    if (other) return [word, other];
  }
  return [];
}

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

// A letter swapped with the next, left out, typed twice, or its neighbour on the keyboard.
function slipped(next, word) {
  const letters = [...word];
  const at = below(next, letters.length - 1);
  switch (below(next, 4)) {
    case 0:
      [letters[at], letters[at + 1]] = [letters[at + 1], letters[at]];
      break;
    case 1:
      letters.splice(at + 1, 1);
      break;
    case 2:
      letters.splice(at, 0, letters[at]);
      break;
    default: {
      const row = ROWS.find((keys) => keys.includes(letters[at])) ?? '';
      const place = row.indexOf(letters[at]);
      const near = [row[place - 1], row[place + 1]].filter(Boolean);
      if (near.length) letters[at] = oneOf(next, near);
    }
  }
  const made = letters.join('');
  return made === word ? letters.toSpliced(at + 1, 1).join('') : made;
}

// 3. A word in another form than the page has, with a second word that makes it this page's.
function inflected(site, page, next) {
  if (!page.lang.startsWith('en')) return undefined;
  for (const forms of shuffled(next, FORMS)) {
    const has = forms.filter((form) => page.words.has(form));
    const wanted = forms.filter((form) => form.length > 3 && !page.words.has(form));
    if (!has.length || !wanted.length) continue;
    const anywhere = new Set(forms.flatMap((form) => [...pagesNear(site, form)]));
    if (anywhere.size > site.pages.length / 8) continue;
    const companion = shuffled(next, [...page.words]).find((word) =>
      telling(word) && !forms.includes(word) && rarity(site, word) > 1 && rarity(site, word) <= site.pages.length / 8
      && both(pagesNear(site, word), anywhere).length === 1);
    if (companion) return { text: key(shuffled(next, [oneOf(next, wanted), companion])) };
  }
  return undefined;
}

// 4. The title, or two words that only this page has together, the last of them not finished.
function halfTyped(site, page, next) {
  const cut = (word) => word.slice(0, Math.max(3, Math.ceil(word.length * (0.6 + 0.3 * next()))));
  if (below(next, 2)) {
    const words = wordsOf(page.title);
    const last = cut(words.at(-1) ?? '');
    if (words.length < 2 || last === words.at(-1)) return undefined;
    return { text: key([...words.slice(0, -1), last]), typing: true, targets: sharedTitle(site, page) };
  }
  const some = shuffled(next, [...page.words]).filter((word) => telling(word) && rarity(site, word) <= site.pages.length / 20);
  for (const [place, word] of some.slice(0, 40).entries()) {
    const last = cut(word);
    if (last === word || word.length < 5) continue;
    const begins = pagesBeginning(site, last);
    const first = some.slice(place + 1).find((other) => both(pagesNear(site, other), begins).length === 1);
    if (first) return { text: `${first} ${last}`, typing: true };
  }
  return undefined;
}

// 5. Three or four words in a row, in quotes, that stand so on this page alone.
function quoted(site, page, next) {
  for (let attempt = 0; attempt < 30; attempt++) {
    const pieces = [...oneOf(next, page.lines).matchAll(/\S+/g)];
    const length = 3 + below(next, 2);
    if (pieces.length < length) continue;
    const text = pieces.slice(...((from) => [from, from + length])(below(next, pieces.length - length + 1)))
      .map((piece) => piece[0]).join(' ').replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    const words = wordsOf(text);
    // As a reader would quote it: one run of words, no marks between, and no date, which a page writes out.
    if (words.length !== length || /[^\p{L} ]/u.test(text) || text.split(' ').length !== length || !words.some(telling)) continue;
    const run = ` ${key(words)} `;
    const holders = site.pages.filter((other) => other.running.includes(run));
    if (holders.length === 1) return { text: `"${text}"` };
  }
  return undefined;
}

// 6. Two words that at most three pages have, and only this one both.
function twoRare(site, page, next) {
  const rare = shuffled(next, [...page.words].filter((word) => telling(word) && rarity(site, word) <= 3));
  for (const [place, word] of rare.slice(0, 40).entries()) {
    const other = rare.slice(place + 1).find((second) => both(pagesNear(site, word), pagesNear(site, second)).length === 1);
    if (other) return { text: `${word} ${other}` };
  }
  return undefined;
}

// 7. A word that the page has not, for one that it has, beside a common one: only both together tell.
function bySynonym(synonyms) {
  return (site, page, next) => {
    const has = (phrase) => page.running.includes(` ${key(wordsOf(phrase))} `);
    for (const { from, to } of shuffled(next, synonyms)) {
      const asked = from.filter((phrase) => !wordsOf(phrase).every((word) => page.words.has(word)));
      if (!asked.length || !to.some(has)) continue;
      const all = [...new Set([...from, ...to])].map(wordsOf);
      const anywhere = new Set(all.flatMap((words) => [...pagesWithAll(site, words)]));
      const companion = shuffled(next, [...page.words]).find((word) =>
        telling(word) && !all.some((words) => words.includes(word))
        && rarity(site, word) >= 4 && rarity(site, word) <= site.pages.length / 8
        && both(pagesNear(site, word), anywhere).length === 1);
      if (companion) return { text: key(shuffled(next, [companion, oneOf(next, asked)])) };
    }
    return undefined;
  };
}
