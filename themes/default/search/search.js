// Search: reads the index below its own folder and answers queries; mounts itself on the search page.
//
// One file on purpose: a reader on a slow line waits for one request. Lines that are only a comment
// are not served.

// ---- Words: cut as the index cuts them -------------------------------------------------------------

// Scripts that put no blanks between words: Han, kana, Hangul, Thai, Lao, Khmer and Myanmar. By block, since
// what a browser knows of scripts depends on its age.
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\u{116d0}-\u{116ff}\u{1aff0}-\u{1b16f}\u{20000}-\u{3ffff}]/u.source;
const LETTER = /[\p{Alphabetic}\p{N}\p{M}]/u.source;
// Of ASCII alone, which needs no more, of scripts without blanks (1), of the others.
const RUN = new RegExp(
  `[a-z\\d]+(?![a-z\\d\\x80-\\u{10ffff}])|((?:(?=${LETTER})${UNSPACED})+)|(?:(?!${UNSPACED})${LETTER})+`,
  'gu',
);

// What may join the character before it: marks, and letters of Hangul and Kirat Rai.
const JOINING = /[\p{M}\u1160-\u11ff\u3131-\u318e\uff9e-\uffdc\u{16d67}\u{16d68}]/u;
// What folds by itself as it does in its text.
const PART = new RegExp(`[^]${JOINING.source}*`, 'gu');

const FOLDS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ' };

const fold = (text) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (letter) => FOLDS[letter])
    .normalize('NFC');

/**
 * The words of a text with the stretches of it that they are from: `[word, start, end]`, in UTF-16 units.
 * Several words can be from one character, as of ½, and then each has all of it.
 */
export function spans(text) {
  const found = [];
  let at = 0;
  for (const [chunk] of text.matchAll(/[^.\n]+|[.\n]+/g)) {
    const folded = fold(chunk);
    // Without joining and without pairs of surrogates nothing gets shorter, so what is as long as before
    // stands where it stood. In all other texts it is followed part by part.
    const places = [];
    if (folded.length != chunk.length || JOINING.test(chunk) || /[\ud800-\udfff]/.test(chunk)) {
      let start = at;
      for (const [part] of chunk.matchAll(PART)) {
        const place = [start, (start += part.length)];
        for (let unit = fold(part).length; unit--; ) places.push(place);
      }
    }
    for (const { 0: run, 1: unspaced, index } of folded.matchAll(RUN)) {
      const add = (word, from, to) =>
        found.push([word, places[from]?.[0] ?? at + from, places[to - 1]?.[1] ?? at + to]);
      const letters = unspaced ? [...run] : [];
      let from = index;
      for (let i = 1; i < letters.length; from += letters[i++ - 1].length) {
        const pair = letters[i - 1] + letters[i];
        add(pair, from, from + pair.length);
      }
      // At most 40 bytes, which 13 units never exceed.
      if (!letters[1]) {
        const kept = run.length > 13 ? new TextEncoder().encodeInto(run, new Uint8Array(40)).read : 13;
        add(run.slice(0, kept), index, index + run.length);
      }
    }
    at += chunk.length;
  }
  return found;
}

/** The words of a text, in order, folded to the form in which words are compared. */
export function words(text) {
  return spans(text).map(([word]) => word);
}

// ---- Files: the formats of the index ---------------------------------------------------------------

// ---- Answers: which posts, in which order ----------------------------------------------------------

/** Opens a search by its folder; the default is the folder of this module. */
export async function open(base = new URL('.', import.meta.url), { fetch = globalThis.fetch } = {}) {
  void base, fetch;
  return {
    async query() {
      return { total: 0, corrected: [], dropped: [], results: [] };
    },
    async facets() {
      return {};
    },
  };
}

// ---- The page: form, results, filters --------------------------------------------------------------
