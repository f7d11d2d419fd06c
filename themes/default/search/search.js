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

const utf8 = new TextDecoder();

/** Reads bytes entry by entry, from the first to the last. */
function reader(bytes, entry) {
  let at = 0;
  const last = new Uint8Array(512);
  const byte = () => bytes[at++];
  const take = (size) => bytes.subarray(at, (at += size));
  // LEB128.
  const number = () => {
    const low = byte();
    return low > 127 ? low - 128 + 128 * number() : low;
  };
  // Ascending ids: all but the first are steps.
  const ids = (give) => {
    for (let id = 0, size = number(); size--; ) give((id += number()));
  };
  // A word that begins as the last one; the next begins as it, unless it is said `aside`.
  const word = (aside) => {
    const shared = byte();
    const rest = take(byte());
    const own = aside ? last.slice() : last;
    own.set(rest, shared);
    return utf8.decode(own.subarray(0, shared + rest.length));
  };
  while (at < bytes.length) entry({ byte, take, number, ids, word });
}

/** Whether a word is after another by code points, as in the index, and not by UTF-16 units. */
function after(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return a.codePointAt(i) > (b.codePointAt(i) ?? -1);
}

/** The index in a folder as its manifest describes it now. What is fetched is kept. */
async function read(base, fetch) {
  const kept = {};
  const forms = new Map();
  const get = async (name, how) => {
    const reply = await fetch(new URL(name, base), how);
    if (reply.ok) return reply;
    throw new Error(`${name}: ${reply.status}`);
  };
  const load = (key, name, make, how) =>
    (kept[key] ??= get(name, how)
      .then(({ body }) => make(new Response(body.pipeThrough(new DecompressionStream('gzip')))))
      .catch((error) => {
        delete kept[key];
        throw error;
      }));
  // A file as a map that is made entry by entry.
  const map = (name, entry) =>
    load(name, name, async (reply) => {
      const all = new Map();
      reader(new Uint8Array(await reply.arrayBuffer()), (from) => entry(all, from));
      return all;
    });

  const manifest = await (await get('manifest.json', { cache: 'no-cache' })).json();
  const firsts = manifest.shards.split(' ');
  // A shard: words with the bytes of their posts, or with the word that has them.
  const shard = (at) => {
    const hash = manifest.hashes.slice(at * 8, at * 8 + 8);
    if (!hash) return new Map();
    return map(`t/${hash}.bin`, (all, from) => {
      const word = from.word();
      const size = from.number();
      const entry = size ? from.take(size) : from.word(true);
      all.set(word, entry);
      if (!size) forms.set(entry, [word, ...(forms.get(entry) ?? [])]);
    });
  };
  // The place of the shard in which a word would be.
  const home = (word) => {
    let low = -1;
    for (let high = firsts.length; high - low > 1; ) {
      const mid = (low + high) >> 1;
      if (after(firsts[mid], word)) high = mid;
      else low = mid;
    }
    return low;
  };
  // The posts of a word or another form of it, each with how much the word counts there.
  const find = async (word) => {
    const all = await shard(home(word));
    const entry = all.get(word);
    if (typeof entry === 'string') return find(entry);
    if (!entry?.buffer) return entry;
    const list = new Map();
    list.forms = [word, ...(forms.get(word) ?? [])];
    reader(entry, (from) => {
      const impact = from.byte();
      from.ids((id) => list.set(id, impact));
    });
    all.set(word, list);
    return list;
  };

  return {
    ...manifest,
    kept,
    find,

    // The words of the shard where a word would be, and of two more that go on with words that begin with it.
    async near(word) {
      const at = home(word);
      const begin = firsts[at]?.[0] === word[0] ? word : word[0];
      const more = [at + 1, at + 2].filter((next) => firsts[next]?.startsWith(begin));
      return (await Promise.all([at, ...more].map(shard))).flatMap((all) => [...all.keys()]);
    },

    // Words of two posts or more, each with the logarithm of how many.
    spell: () => map(manifest.spell, (all, from) => all.set(from.word(), from.byte())),

    // Values that posts can be narrowed down by.
    facets: () =>
      map(manifest.filters, (all, from) => {
        const text = utf8.decode(from.take(from.number()));
        const [facet, slug, label] = text.split('\0');
        const ids = [];
        from.ids((id) => ids.push(id));
        all.set(text, { facet, slug, label, ids });
      }),

    // A post cut into parts, and these into words. Title, people and tags are parts that are only a heading.
    post: (id, signal) =>
      load(
        id,
        `f/${id}.bin?${manifest.g}`,
        async (reply) => {
          const { u, t: title, k: kind, d: date, l: lang, p: people, g: tags, s } = await reply.json();
          const names = [title, ...people, ...tags].map((name) => ['', name, '']);
          const parts = [...names, ...s].map(([anchor, heading, text]) => {
            const above = words(heading);
            const cut = spans(text);
            return { anchor, heading, text, cut, above: above.length, list: [...above, ...cut.map(([word]) => word)] };
          });
          const url = new URL(`../${u}`, base).href.replace((globalThis.location ?? base).origin, '');
          return { parts, url, title, kind, date, lang, people, tags };
        },
        { signal },
      ),
  };
}

// ---- Answers: which posts, in which order ----------------------------------------------------------

/** Words at most `most` slips from a word: a letter more, less or other, or two exchanged. */
function slips(list, word, most) {
  // One row for each letter of the other word; words that begin alike share their first rows.
  const rows = [[...word, 0].map((_, i) => i)];
  const found = [];
  let last = '';
  let dead;
  for (const other of list) {
    let i = 0;
    while (i < last.length && last[i] === other[i]) i++;
    if (i >= dead) continue;
    last = other;
    dead = undefined;
    while (!dead && i < other.length) {
      const up = rows[i];
      const row = (rows[++i] = [i]);
      for (let j = 1; j <= word.length; j++) {
        const swapped = i > 1 && word[j - 2] === other[i - 1] && word[j - 1] === other[i - 2];
        row[j] = Math.min(up[j] + 1, row[j - 1] + 1, up[j - 1] + (word[j - 1] !== other[i - 1]), swapped ? rows[i - 2][j - 2] + 1 : 99);
      }
      if (Math.min(...row) > most) dead = i;
    }
    const far = rows[i][word.length];
    if (far && far <= most) found.push({ other, far });
  }
  return found;
}

/** The words that are asked for; which of them are in quotes, and whether the last is not typed to its end. */
function parse(text, typing) {
  const terms = [];
  text = text.slice(0, 200);
  text.split(/["“”„«»]/).forEach((part, i, parts) => {
    const list = words(part).slice(0, 12 - terms.length);
    for (const word of list) terms.push({ word, others: [], quoted: i % 2 && i + 1 < parts.length && list });
  });
  const last = terms.at(-1);
  if (last && !last.quoted) {
    last.open = typing && /\S$/.test(text);
    // One letter says nothing yet, but one character of a script that is indexed in pairs begins pairs.
    if (last.word > '\u0e00') last.open ||= last.word.length < 2;
    else if (last.open && last.word.length < 2 && terms[1]) terms.pop();
  }
  return terms;
}

/** Several lists in one, each multiplied by a number. A post has the best of its values. */
function mix(lists) {
  const all = new Map();
  for (const [list, by] of lists) list.forEach((value, id) => all.set(id, Math.max(all.get(id) ?? 0, value * by)));
  all.forms = lists.flatMap(([{ forms }]) => forms);
  return all;
}

/** The lists of posts that answer a word, and how well: its own, those of longer words and of other spellings. */
async function look({ find, near, spell }, { word, quoted, open, others }, exact) {
  const found = [];
  const add = (list, ...how) => list && found.push([list, ...how]);
  add(await find(word), 1);
  if (quoted) return found;
  // Without umlauts on the keyboard ö is typed as oe; the index has it as o.
  if (!found[0]) add(await find(word.replace(/([aou])e/g, '$1')), 1);
  if (open) {
    const lists = [];
    for (const other of await near(word)) if (other !== word && other.startsWith(word)) lists.push([await find(other), word.length / other.length]);
    // All in one, or the rarest of them would come first.
    if (lists[0]) add(mix(lists), found[0] ? 0.25 : 0.8);
  }
  if (exact) return found;
  const posts = mix(found).size;
  for (const [phrase, share] of others) {
    const lists = await Promise.all(phrase.split(' ').map(find));
    if (!lists.every(Boolean)) continue;
    const all = mix(lists.map((list) => [list, 1]));
    for (const id of all.keys()) if (!lists.every((list) => list.has(id))) all.delete(id);
    add(all, share);
  }
  const most = posts > 1 || /[^\p{L}\p{M}]/u.test(word) ? 0 : Math.min(word.length >> 2, 2);
  if (!most) return found;
  const tried = slips(await near(word), word, most);
  for (const slip of tried) slip.common = Math.log2((await find(slip.other)).size);
  if (!tried.some(({ far }) => far < 2)) {
    const common = await spell();
    for (const slip of slips(common.keys(), word, most)) tried.push({ ...slip, common: common.get(slip.other) });
  }
  const rank = ({ other, far, common }) => common + 2 * (other[0] === word[0]) - 4 * far;
  const lists = new Set();
  const half = found[0] ? 2 : 1;
  let df;
  for (const { other, far, common } of tried.sort((a, b) => rank(b) - rank(a))) {
    // Beside a post that has the word, only words so common that it may be this post that is wrong.
    if (lists.size > 2 || (posts && common < 3)) continue;
    const list = await find(other);
    // The likeliest counts most, however rare another is.
    if (!lists.has(list)) add(list, 0.75 ** (far + lists.size) / half, other, (df ??= list.size));
    lists.add(list);
  }
  return found;
}

/** Whether two words share all but two of their letters, and four at least. */
function like(a, b) {
  const size = Math.max(4, a.length - 2, b.length - 2);
  return a === b || (a[3] && a.slice(0, size) === b.slice(0, size));
}

/** Notes with the words of a query what else may stand for them. */
function alternatives(synonyms, terms) {
  for (const { from, to } of synonyms) {
    for (const phrase of from) {
      const parts = phrase.split(' ');
      terms.forEach((_, at) => {
        const here = terms.slice(at, at + parts.length);
        if (!parts.every((part, i) => here[i] && like(here[i].word, part))) return;
        // Words that stand for several are worth as much as one.
        for (const { others } of here) for (const other of to) if (other !== phrase) others.push([other, 0.6 / parts.length]);
      });
    }
  }
}

/** How many bits are set. */
const bits = (mask) => (mask ? 1 + bits(mask & (mask - 1)) : 0);

/** Says which words of a query a word of a text is, as bits. */
function matcher(terms) {
  const known = new Map();
  return (word) => {
    if (!known.has(word)) {
      known.set(word, terms.reduce((mask, { open, forms }, i) => mask | ((open && word.startsWith(forms[0])) || forms.some((form) => like(form, word)) ? 1 << i : 0), 0));
    }
    return known.get(word);
  };
}

/** The 30 words of a post that answer best, and how near to each other the words of the query are. */
function passage({ parts }, terms, match) {
  const whole = terms.reduce((sum, { worth }) => sum + worth, 0);
  const place = { part: parts.find(({ text }) => text) ?? parts[0], from: 0, to: 0, value: 0, near: 0 };
  for (const part of parts) {
    const hits = [];
    part.list.forEach((word, at) => {
      const mask = match(word);
      const last = hits.at(-1);
      if (mask) hits.push({ at, mask, pairs: last?.at === at - 1 && (last.mask << 1) & mask });
    });
    hits.forEach(({ at, mask }, i) => {
      let pairs = 0;
      let j = i;
      while (hits[j + 1]?.at < at + 30) {
        mask |= hits[++j].mask;
        pairs |= hits[j].pairs;
      }
      const share = terms.reduce((sum, { worth }, bit) => sum + ((mask >> bit) & 1) * worth, 0) / whole;
      // Of passages with the same words the one that has them more often.
      const value = share + bits(pairs) / terms.length + (j - i) / 1e4;
      place.near = Math.max(place.near, value);
      if (part.text && value > place.value) Object.assign(place, { part, value, from: at - part.above, to: hits[j].at - part.above });
    });
  }
  return place;
}

/** A passage as stretches of text, marked or not. It begins with a sentence, if one begins near. */
function excerpt({ part: { text, cut }, from, to }, match) {
  const segments = [];
  from = Math.max(from, 0);
  const room = 29 - Math.max(to, 0) + from;
  let start = from;
  while (start && from - start < room && !/[.!?…。！？\n]/.test(text.slice(cut[start - 1][2], cut[start][1]))) start--;
  if (start && from - start === room) start = from - (room >> 1);
  let at = start && cut[start][1];
  const add = (end, mark) => {
    const piece = text.slice(at, end).replace(/\s+/g, ' ');
    // Pairs overlap: their mark is one.
    if (mark && segments.at(-1)?.mark) segments.at(-1).text += piece;
    else if (piece) segments.push({ text: piece, mark });
    at = Math.max(at, end);
  };
  if (start) segments.push({ text: '… ', mark: false });
  for (const [word, first, end] of cut.slice(start, start + 30)) {
    if (!match(word)) continue;
    add(first, false);
    add(end, true);
  }
  const next = cut[start + 30];
  add(next ? cut[start + 29][2] : text.length, false);
  if (next) segments.push({ text: ' …', mark: false });
  return segments;
}

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt()};`);

async function answer(files, text, { filters, limit = 10, offset = 0, sort, exact, typing, signal }) {
  const { n, kept, synonyms } = files;
  const terms = parse(text, typing);
  if (!exact) alternatives(synonyms, terms);
  const chosen = Object.entries(filters ?? {}).filter(([, slugs]) => slugs?.length);
  const values = chosen[0] && [...(await files.facets()).values()];
  await Promise.all(terms.map(async (term) => (term.found = await look(files, term, exact))));
  const rare = (df) => Math.log(1 + (n - df + 0.5) / (df + 0.5));
  const score = new Float64Array(n);
  const held = new Uint16Array(n);
  let must = 0;
  let fixed = 0;
  terms.forEach((term, i) => {
    const bit = 1 << i;
    const best = new Float64Array(n);
    let count = 0;
    for (const [list, weight, , df = list.size] of term.found) {
      const worth = weight * rare(df);
      list.forEach((impact, id) => (best[id] = Math.max(best[id], worth * impact)));
    }
    best.forEach((value, id) => {
      if (!value) return;
      count++;
      score[id] += value;
      held[id] |= bit;
    });
    term.forms = [term.word, ...term.found.flatMap(([list]) => list.forms)];
    term.worth = rare(count);
    // What more than half of the posts have tells nothing.
    if (count * 2 <= n) must |= bit;
    if (term.quoted) fixed |= bit;
  });
  // All words, or as many as any post has.
  const most = held.reduce((sum, mask) => Math.max(sum, bits(mask & must)), 0);
  const matched = new Set();
  held.forEach((mask, id) => mask && !(fixed & ~mask) && bits(mask & must) === most && matched.add(id));
  const narrow = chosen.map(([facet, slugs]) => [facet, new Set(values.flatMap((one) => (one.facet === facet && slugs.includes(one.slug) ? one.ids : [])))]);
  // What passes all filters, but for those of one facet.
  const passing = (but) => [...matched].filter((id) => narrow.every(([facet, ids]) => facet === but || ids.has(id)));

  // As one number each, since numbers are sorted at once: score, then newest.
  const keys = Float64Array.from(passing(), (id) => Math.round(score[id] * 1e6) * n + id);
  const newest = sort === 'newest';
  let ranked = [...keys.sort()].map((key) => key % n).reverse();
  const best = ranked[0] ?? [...matched][0];
  if (newest) ranked = passing().reverse();
  const match = matcher(terms);
  const shown = [];
  let at = 0;
  // Each ten is put in order by itself, so that no result moves from one page of results to another.
  for (let unseen = 50; at < ranked.length && unseen > 0 && shown.length < offset + limit; at += 10) {
    const ids = ranked.slice(at, at + 10);
    if (fixed) unseen -= ids.filter((id) => !kept[id]).length;
    const ten = await Promise.all(
      ids.map(async (id) => {
        const post = await files.post(id, signal);
        const holds = ({ quoted }) => !quoted || post.parts.some(({ list }) => list.some((_, i) => quoted.every((word, j) => list[i + j] === word)));
        if (!terms.every(holds)) return void matched.delete(id);
        const { near, ...place } = passage(post, terms, match);
        const title = post.parts[0].list;
        const same = (is) => terms.every((term, i) => title[i] && is(term, title[i], i));
        const more = title[terms.length];
        // A title that is the query, word for word or but for endings and slips; then one that begins with it.
        const first = same(({ word, open }, it) => word === it || (open && it.startsWith(word))) ? (more ? 1 : 3) : !more && same((_, it, i) => (match(it) >> i) & 1) ? 2 : 0;
        return { post, place, first, score: score[id] / score[best] + near / 2 };
      }),
    );
    const good = ten.filter(Boolean);
    shown.push(...(newest ? good : good.sort((a, b) => b.first - a.first || b.score - a.score)));
  }
  signal?.throwIfAborted();

  const missed = must & ~(held[best] ?? (fixed && -1));
  const r = {
    total: fixed ? shown.length : ranked.length,
    atLeast: !!fixed && at < ranked.length,
    corrected: terms.flatMap(({ word, found }) => {
      const slip = found.find(([list, , to]) => to && list.has(best));
      return slip ? { from: word, to: slip[2] } : [];
    }),
    dropped: terms.filter((_, i) => (missed >> i) & 1).map(({ word }) => word),
    results: shown.slice(offset, offset + limit).map(({ post: { parts, ...post }, place, score }) => {
      const { anchor, heading, text } = place.part;
      const segments = excerpt(place, match);
      return {
        ...post,
        anchor,
        heading: text && heading,
        score,
        segments,
        excerpt: segments.map(({ text, mark }) => (mark ? `<mark>${escaped(text)}</mark>` : escaped(text))).join(''),
      };
    }),
  };
  const counts = async () => {
    const all = Object.create(null);
    const posts = {};
    for (const { facet, slug, label, ids } of (await files.facets()).values()) {
      const some = (posts[`${facet} `] ??= new Set(passing(facet)));
      const count = ids.filter((id) => some.has(id)).length;
      if (count) (all[facet] ??= []).push({ slug, label, count });
    }
    for (const facet in all) all[facet].sort((a, b) => b.count - a.count);
    return all;
  };
  return { r, counts };
}

/** Opens a search by its folder; the default is the folder of this module. */
export async function open(base = new URL('.', import.meta.url), { fetch = globalThis.fetch } = {}) {
  const folder = new URL(`${base}`.replace(/\/*$/, '/'), globalThis.location?.href);
  const behind = new WeakMap();
  let files = await read(folder, fetch);
  // If a file is gone, the site may have been published anew: once more with what there is now.
  const twice = async (act, signal) => {
    try {
      return await act();
    } catch {
      signal?.throwIfAborted();
      files = await read(folder, fetch);
      return act();
    }
  };
  const query = (text, options = {}) =>
    twice(async () => {
      const now = files;
      const { r, counts } = await answer(now, `${text ?? ''}`, options);
      behind.set(r, () => (now === files ? counts() : query(text, { ...options, signal: null }).then(facets)));
      return r;
    }, options.signal);
  // How many results of a query have each value. What is chosen of a facet leaves that facet's numbers as they are.
  const facets = (r) => twice(behind.get(r));
  return { query, facets };
}

// ---- The page: form, results, filters --------------------------------------------------------------
