// Search: reads the index below its own folder and answers queries; mounts itself on the search page.
//
// One file on purpose: a reader on a slow line waits for one request. What is served is `search.min.js`, the same
// without comments and with short names inside: `node tests/search/shorten.mjs` makes it.

// ---- Words: cut as the index cuts them -------------------------------------------------------------

// Scripts that put no blanks between words: Han, kana, Hangul, Thai, Lao, Khmer and Myanmar. By block, since
// what a browser knows of scripts depends on its age.
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\u{116d0}-\u{116ff}\u{1aff0}-\u{1b16f}\u{20000}-\u{3ffff}]/u.source;
const LETTER = /[\p{Alphabetic}\p{N}\p{M}]/u.source;
// Of scripts without blanks (1), of the others.
const RUN = new RegExp(`((?:(?=${LETTER})${UNSPACED})+)|(?:(?!${UNSPACED})${LETTER})+`, 'gu');

// What may join the character before it or vanish: marks, what says how a word is set, and letters of Hangul and Kirat Rai.
const JOINING = /[\p{M}\xad\u200c\u200d\u1160-\u11ff\u3131-\u318e\uff9e-\uffdc\u{16d67}\u{16d68}]/u;
// What folds by itself as it does in its text.
const PART = new RegExp(`[^]${JOINING.source}*`, 'gu');

const FOLDS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ' };

const fold = (text) =>
  text
    .normalize('NFKD')
    .replace(/[\xad\u0300-\u036f\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, '')
    .toLowerCase()
    .replace(/[ß-ς]/g, (letter) => FOLDS[letter] ?? letter)
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
      const add = (word, from, to = from + word.length) =>
        found.push([word, places[from]?.[0] ?? at + from, places[to - 1]?.[1] ?? at + to]);
      const letters = unspaced ? [...run] : [];
      let from = index;
      for (let i = 1; i < letters.length; from += letters[i++ - 1].length) {
        const pair = letters[i - 1] + letters[i];
        add(pair, from);
      }
      // At most 40 bytes, which 13 units never exceed.
      if (!letters[1]) {
        const word = run.length > 13 ? run.slice(0, new TextEncoder().encodeInto(run, new Uint8Array(40)).read) : run;
        add(word, index, index + run.length);
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
    if (!reply.ok) throw new Error(`${name}: ${reply.status}`);
    return reply;
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
  // A post cut into parts, and these into words. Title, people and tags are parts that are only a heading.
  const post = (id, signal) => {
    const first = !kept[id];
    return load(
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
        const { href } = new URL(`../${u}`, base);
        const { origin } = globalThis.location ?? base;
        const url = href.startsWith(`${origin}/`) ? href.slice(origin.length) : href;
        return { parts, url, title, kind, date, lang, people, tags };
      },
      { signal },
    ).catch((error) => {
      if (first || signal?.aborted) throw error;
      // Another query had asked for it, and may have been called off: once more for this one.
      return post(id, signal);
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
    if (!entry?.length) return entry;
    if (!entry.buffer) return find(entry);
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
    post,

    // The words of the shard where a word would be, and of two more that go on with words that begin with it.
    async near(word) {
      const at = home(word);
      const begin = firsts[at]?.[0] === word[0] ? word : word[0];
      const more = [at + 1, at + 2].filter((next) => firsts[next]?.startsWith(begin));
      return (await Promise.all([at, ...more].map(shard))).flatMap((all) => [...all.keys()]);
    },

    // What may be other forms of a word, as far as forms of others differ so: `locks` is one of `locked`, if
    // `walks` is a form of `walked`. So the endings of every language are known, and none is written down here.
    kin: (word) =>
      manifest.endings.flatMap((pair) =>
        pair.flatMap((end, i) => (word.endsWith(end) && word[end.length + 2] ? word.slice(0, word.length - end.length) + pair[1 - i] : [])),
      ),

    // Words of two posts or more, each with the logarithm of how many.
    spelling: () => map(manifest.spell, (all, from) => all.set(from.word(), from.byte())),

    // Values that posts can be narrowed down by.
    facets: () =>
      map(manifest.filters, (all, from) => {
        const text = utf8.decode(from.take(from.number()));
        const [facet, slug, label] = text.split('\0');
        const ids = [];
        from.ids((id) => ids.push(id));
        all.set(text, { facet, slug, label, ids });
      }),
  };
}

// ---- Answers: which posts, in which order ----------------------------------------------------------

/** Words at most `most` slips from a word: a letter more, less or other, or two exchanged. */
function slips(list, word, most) {
  // One row for each letter of the other word; words that begin alike share their first rows.
  const rows = [[...word, 0].map((_, i) => i)];
  const found = [];
  let last = '';
  // From which letter on a word has too many slips; no word has that many letters.
  let dead = 99;
  for (const other of list) {
    let i = 0;
    while (i < last.length && last[i] === other[i]) i++;
    if (i >= dead) continue;
    last = other;
    dead = 99;
    while (i < dead && other[i]) {
      const up = rows[i];
      const row = (rows[++i] = [i]);
      for (let j = 1; j <= word.length; j++) {
        const swapped = i > 1 && word[j - 2] === other[i - 1] && word[j - 1] === other[i - 2];
        row[j] = Math.min(up[j] + 1, row[j - 1] + 1, up[j - 1] + (word[j - 1] !== other[i - 1]), swapped ? rows[i - 2][j - 2] + 1 : 99);
      }
      if (Math.min(...row) > most) dead = i;
    }
    const far = rows[i][word.length];
    if (far && far <= most) found.push({ guess: other, far });
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
    else if (last.open && /^\p{L}$/u.test(last.word) && terms[1]) terms.pop();
  }
  return terms;
}

/** Several lists in one, each multiplied by a number. A post has the best of its values. */
function mix(lists, n) {
  const best = new Float64Array(n);
  for (const [list, by] of lists) list.forEach((value, id) => (best[id] = Math.max(best[id], value * by)));
  const all = new Map();
  best.forEach((value, id) => value && all.set(id, value));
  all.forms = lists.flatMap(([{ forms }]) => forms);
  return all;
}

/** The lists of posts that answer a word, and how well: its own, those of longer words and of other spellings. */
async function look({ n, find, near, kin, spelling }, { word, quoted, open, others }, exact) {
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
    if (lists[0]) add(mix(lists, n), found[0] ? 0.25 : 0.8);
  }
  const posts = found.reduce((sum, [list]) => sum + list.size, 0);
  // A form that no post has, or hardly any: what the others of its word have.
  if (posts < 2) for (const list of new Set(await Promise.all(kin(word).map(find)))) add(list, posts ? 0.45 : 0.9);
  if (exact) return found;
  for (const [phrase, share] of others) {
    const lists = await Promise.all(phrase.split(' ').map(find));
    if (!lists.every((one) => one)) continue;
    const all = mix(lists.map((list) => [list, 1]), n);
    for (const id of all.keys()) if (!lists.every((list) => list.has(id))) all.delete(id);
    add(all, share);
  }
  // A word that may be a form of another one has hardly two slips.
  const most = posts > 1 || /[^\p{L}\p{M}]/u.test(word) ? 0 : Math.min(word.length >> 2, found[0] && !posts ? 1 : 2);
  if (!most) return found;
  const tried = slips(await near(word), word, most);
  for (const slip of tried) slip.common = Math.log2((await find(slip.guess)).size);
  if (!tried.some(({ far }) => far < 2)) {
    const common = await spelling();
    for (const slip of slips(common.keys(), word, most)) tried.push({ ...slip, common: common.get(slip.guess) });
  }
  const rank = ({ guess, far, common }) => common + 2 * (guess[0] === word[0]) - 4 * far;
  const lists = new Set();
  const half = found[0] ? 2 : 1;
  let df;
  for (const { guess: other, far, common } of tried.sort((a, b) => rank(b) - rank(a))) {
    // Beside a post that has the word, only words so common that it may be this post that is wrong.
    if (lists.size > 2 || (posts && common < 3)) continue;
    const list = await find(other);
    // The likeliest counts most, however rare another is.
    if (!lists.has(list)) add(list, 0.75 ** (far + lists.size) / half, other, (df ??= list.size));
    lists.add(list);
  }
  return found;
}

/** Whether two words share all but two of their letters, and four at least. Of numbers each digit counts. */
function like(a, b) {
  const size = Math.max(4, a.length - 2, b.length - 2);
  return a === b || (a[3] && !/\p{N}/u.test(a + b) && a.slice(0, size) === b.slice(0, size));
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
  const known = Object.create(null);
  return (word) => (known[word] ??= terms.reduce(
    (sum, { open, quoted, forms }, i) => sum | ((open && word.startsWith(forms[0])) || forms.some((form) => (quoted ? form === word : like(form, word))) ? 1 << i : 0),
    0,
  ));
}

/**
 * The 30 words of a post that answer best, how near to each other the words of the query are, and the share of
 * them that the post has as they were typed.
 */
function passage({ parts }, terms, match) {
  const whole = terms.reduce((sum, { worth }) => sum + worth, 0);
  const asked = terms.map(({ word }) => word);
  const place = { part: parts.find(({ text }) => text) ?? parts[0], from: 0, to: 0, worth: 0, near: 0 };
  place.typed = terms.reduce((sum, { word, worth }) => sum + (parts.some(({ list }) => list.includes(word)) && worth), 0) / whole;
  for (const part of parts) {
    const hits = [];
    part.list.forEach((word, at) => {
      const mask = match(word);
      const last = hits.at(-1);
      if (mask) hits.push({ at, mask, own: asked.includes(word), pairs: last?.at === at - 1 && (last.mask << 1) & mask });
    });
    hits.forEach(({ at, mask, own }, i) => {
      let pairs = 0;
      let exact = own;
      let j = i;
      while (hits[j + 1]?.at < at + 30) {
        mask |= hits[++j].mask;
        pairs |= hits[j].pairs;
        exact += hits[j].own;
      }
      const share = terms.reduce((sum, { worth }, bit) => sum + ((mask >> bit) & 1) * worth, 0) / whole;
      // Of passages with the same words the one that has them as they were asked for, then more often.
      const value = share + bits(pairs) / terms.length + exact / 1e3 + (j - i) / 1e4;
      place.near = Math.max(place.near, value);
      if (part.text && value > place.worth) Object.assign(place, { part, worth: value, from: at - part.above, to: hits[j].at - part.above });
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
  alternatives(synonyms, terms);
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
    const best = mix(term.found.map(([list, weight, , df = list.size]) => [list, weight * rare(df)]), n);
    best.forEach((value, id) => {
      score[id] += value;
      held[id] |= bit;
    });
    // Those that go on from a half-typed word are known by how they begin.
    term.forms = [term.word, ...best.forms.filter((form) => !term.open || !form.startsWith(term.word))];
    term.worth = rare(best.size);
    // What more than half of the posts have tells nothing.
    if (best.size * 2 <= n) must |= bit;
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
  // Who wants no results still asks whether there are any, and of a phrase that is known of texts alone.
  // Each ten is put in order by itself, so that no result moves from one page of results to another.
  for (let unseen = 50; at < ranked.length && unseen > 0 && shown.length < offset + (limit || fixed > 0); at += 10) {
    const ids = ranked.slice(at, at + 10);
    if (fixed) unseen -= ids.filter((id) => !kept[id]).length;
    const ten = await Promise.all(
      ids.map(async (id) => {
        const post = await files.post(id, signal);
        const holds = ({ quoted }) => !quoted || post.parts.some(({ list }) => list.some((_, i) => quoted.every((word, j) => list[i + j] === word)));
        if (!terms.every(holds)) return void matched.delete(id);
        const { near, typed, ...place } = passage(post, terms, match);
        const title = post.parts[0].list;
        const same = (is) => terms.every((term, i) => title[i] && is(term, title[i], i));
        const more = title[terms.length];
        // A title that is the query, word for word or but for endings and slips; then one that begins with it.
        const first = same(({ word, open }, it) => word === it || (open && it.startsWith(word))) ? (more ? 1 : 3) : !more && same((_, it, i) => (match(it) >> i) & 1) ? 2 : 0;
        return { post, place, first, score: score[id] / score[best] + (near + typed) / 2 };
      }),
    );
    const good = ten.filter((one) => one);
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
    const posts = Object.create(null);
    for (const { facet, slug, label, ids } of (await files.facets()).values()) {
      const some = (posts[facet] ??= new Set(passing(facet)));
      const count = ids.filter((id) => some.has(id)).length;
      // What is chosen has a name even where it finds nothing.
      if (count || filters?.[facet]?.includes(slug)) (all[facet] ??= []).push({ slug, label, count });
    }
    for (const facet in all) all[facet].sort((a, b) => b.count - a.count);
    return all;
  };
  return { r, counts };
}

/** Opens a search by its folder; the default is the folder of this module. */
export async function open(base = new URL('.', import.meta.url), { fetch = globalThis.fetch } = {}) {
  const folder = new URL(`${base}`.replace(/\/*$/, '/'), globalThis.location);
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

/** An element and what it holds, without what is false. Words go in as text, never as HTML. */
const make = (name, values, ...inside) => {
  const element = Object.assign(document.createElement(name), values);
  element.append(...inside.filter((one) => one));
  return element;
};

/** Makes a form search while one types. The parts of the page that it fills are named by `data-search`. */
function mount(form) {
  const messages = JSON.parse(form.dataset.messages);
  const { locale } = messages;
  const plural = new Intl.PluralRules(locale);
  const list = new Intl.ListFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const facets = Object.keys(messages.facets);
  // A theme may leave parts out: what has no place on the page is written into the air.
  // What is shown of `everything` is up to its class until the page has loaded: see `page.js`.
  const { told, status, results, rest, more, shown, narrow, order, filters, chosen, start, everything } = new Proxy({}, {
    get: (_, name) => document.querySelector(`[data-search=${name}]`) ?? make('p'),
  });
  const field = form.q;
  const boxes = new Map();
  // `all`: nothing more can be shown.
  let params, opened, answer, all, boxesFor, submitted, running, speaking, saving;
  let typed = -Infinity;

  /** A message as texts and elements: `{name}` stands for a value. */
  const say = (key, values) => {
    const forms = messages[key] ?? '';
    const message = forms[plural.select(values?.count)] ?? forms.other ?? forms;
    return message.split(/\{(\w+)\}/).map((piece, at) => (at % 2 ? values[piece] : piece));
  };
  const text = (...message) => say(...message).join('');

  /** Says something aloud, once the keys have been still for a second. */
  const speak = (aloud) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => (status.textContent = aloud), typed + 1000 - performance.now());
  };
  /** Says lines, without those that are false. */
  const tell = (...lines) => {
    told.replaceChildren(...lines.filter((line) => line).map((line) => make('p', {}, ...line)));
    speak(told.innerText);
  };

  const engine = () => opened ??= open(undefined, {
    // What is not here yet is asked for when the keys have been still for a moment.
    fetch: async (url, init) => {
      for (let wait; (wait = typed + 80 - performance.now()) > 0;) await new Promise((go) => setTimeout(go, wait));
      init?.signal?.throwIfAborted();
      return fetch(url, init);
    },
  }).catch((error) => {
    opened = undefined;
    throw error;
  });
  const ask = async (how, more) => (await engine()).query(how.get('q'), {
    filters: Object.fromEntries(facets.map((name) => [name, how.getAll(name)])),
    sort: how.get('sort'),
    exact: how.has('exact'),
    // A word is unfinished until a space follows it.
    typing: !how.has('exact'),
    ...more,
  });

  const without = (name, value) => new URLSearchParams([...params].filter(([n, v]) => n !== name || (value ?? v) !== v));
  const address = (to = params) => location.pathname + `?${to}`.replace(/\?$/, '');
  /** Keeps in the history what is shown, and how far somebody has read. */
  const keep = () => {
    history.replaceState({ count: results.children.length, y: scrollY }, '', address());
  };
  // Browsers refuse to do so at every key.
  const later = () => {
    clearTimeout(saving);
    saving = setTimeout(keep, 200);
  };

  const item = ({ url, anchor, title, kind, date, lang = '', people, heading, segments }) => make(
    'li',
    { className: `card kind-${kind}` },
    kind !== 'page' && make('p', { className: 'kind' }, messages.kinds[kind] ?? kind[0].toUpperCase() + kind.slice(1).replace(/-/g, ' ')),
    make('h2', { lang, dir: 'auto' }, make('a', { href: url + (anchor && `#${anchor}`) }, title)),
    make('p', { className: 'meta' }, list.format(people), people[0] && date && ' · ', date && make('time', { dateTime: date }, day.format(new Date(date)))),
    make('p', { lang, dir: 'auto' }, heading && make('b', {}, heading), ...segments.map((one) => (one.mark ? make('mark', {}, one.text) : one.text))),
  );

  /** Shows the results `from` to `to` for `params`. */
  const run = async (to = 10, from = 0) => {
    running?.abort();
    const { signal } = (running = new AbortController());
    const query = (params.get('q') ?? '').trim().slice(0, 200);
    narrow.hidden = !query;
    everything.hidden = true;
    if (!query) {
      results.replaceChildren();
      start.hidden = false;
      rest.hidden = true;
      return tell();
    }
    const slow = setTimeout(() => from || tell(say('slow')), 300);
    try {
      const items = [];
      for (let offset = from; offset < to; offset += 10) {
        answer = await ask(params, { offset, signal });
        items.push(...answer.results.map(item));
      }
      const { total: count, corrected, dropped } = answer;
      const picked = filters.open || facets.some((name) => params.has(name)) ? await narrowDown(signal) : [];
      const less = picked.map(({ label, input: { name, value } }) => [label, without(name, value)]);
      if (less[1]) less.push([list.format(picked.map(({ label }) => label)), new URLSearchParams({ q: query })]);
      const ways = count ? [] : await Promise.all(less.map(async ([filter, how]) => {
        const { total } = await ask(how, { limit: 0, signal });
        return total && [make('a', { href: address(how) }, text('lift', { count: total, filter }))];
      }));
      signal.throwIfAborted();
      if (!from) results.replaceChildren();
      results.append(...items);
      all = results.children.length >= count && !answer.atLeast;
      // Who pressed the button has the focus on it, so it stays when there is no more.
      rest.hidden = all && !from;
      more.setAttribute('aria-disabled', all);
      more.textContent = text(all ? 'all' : 'next');
      shown.textContent = text('shown', { shown: results.children.length, count });
      start.hidden = count;
      const quote = (words) => list.format(words.map((word) => text('word', { word })));
      if (from) speak(shown.textContent);
      else if (!count) tell(say(picked[0] ? 'filtered' : 'nothing', { query }), ...ways);
      else {
        // Where there are results there is a query, and so a `?`.
        const link = make('a', { href: `${address()}&exact=1` }, text('instead', { words: quote(corrected.map(({ from }) => from)) }));
        tell(
          say(corrected[0] ? 'count' : 'results', { count, query }),
          corrected[0] && say('corrected', { words: quote(corrected.map(({ to }) => to)), instead: link }),
          dropped[0] && say('dropped', { words: quote(dropped) }),
        );
      }
      later();
    } catch (error) {
      if (signal.aborted) return;
      if (from) return speak((shown.textContent = text('lost')));
      results.replaceChildren();
      rest.hidden = start.hidden = true;
      everything.hidden = false;
      tell(say('failed', {
        again: make('a', { href: address() }, text('again')),
        everything: make('a', { href: `#${everything.id}` }, text('everything')),
      }));
    } finally {
      clearTimeout(slow);
    }
  };

  /** Brings the filters up to date and gives those in use. While the query is the same, each stays in its place. */
  const narrowDown = async (signal) => {
    const found = await (await engine()).facets(answer);
    signal.throwIfAborted();
    if (boxesFor !== params.get('q')) {
      boxesFor = params.get('q');
      boxes.clear();
      filters.replaceChildren(filters.children[0]);
    }
    for (const { count } of boxes.values()) count.textContent = 0;
    for (const name of facets) {
      for (const { slug, label = slug, count } of [...(found[name] ?? []), ...params.getAll(name).map((slug) => ({ slug }))]) {
        const key = `${name}/${slug}`;
        if (!boxes.has(key)) {
          const box = { label, input: make('input', { type: 'checkbox', name, value: slug }), count: make('span', { className: 'meta', textContent: 0 }) };
          const group = filters.querySelector(`[name=${name}]`) ?? make('fieldset', { name }, make('legend', {}, messages.facets[name]));
          group.append(make('label', {}, box.input, `${label} `, box.count));
          filters.append(group);
          boxes.set(key, box);
        }
        if (count) boxes.get(key).count.textContent = count;
      }
    }
    const picked = [...boxes.values()].filter(({ input }) => (input.checked = params.getAll(input.name).includes(input.value)));
    chosen.textContent = picked[0] ? `: ${list.format(picked.map(({ label }) => label))}` : '';
    return picked;
  };

  /** Goes on to another query, filter or order. `push`: the way back leads to what is shown now. */
  const go = (next, push) => {
    if (push) keep();
    params = next;
    if (push) history.pushState(null, '', address());
    later();
    run();
  };
  /** Shows what the address says, as far down as it was read. */
  const restore = () => {
    clearTimeout(saving);
    const { count, y } = history.state ?? {};
    params = new URLSearchParams(location.search);
    field.value = submitted = params.get('q') ?? '';
    order.value = params.get('sort') ?? '';
    run(count || 10).then(() => y && scrollTo(0, y));
  };

  field.oninput = () => {
    typed = performance.now();
    const next = without('exact');
    next.set('q', field.value);
    go(field.value ? next : without('q'), submitted);
    submitted = false;
  };
  narrow.onchange = ({ target: { name, value, checked, type } }) => {
    const next = without(name, type === 'checkbox' ? value : undefined);
    if (checked ?? value) next.append(name, value);
    go(next, true);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    // Who fills a field in for somebody may tell nobody.
    if (field.value === (params.get('q') ?? '')) go(params);
    else field.oninput();
    submitted = true;
  };
  filters.ontoggle = () => answer && narrowDown(running.signal).catch(() => {});
  more.onclick = () => {
    const from = results.children.length;
    if (!all) run(from + 10, from);
  };
  results.onclick = keep;
  addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...results.querySelectorAll('h2 a'), ...(rest.hidden ? [] : [more])];
    const at = stops.indexOf(document.activeElement);
    const to = stops[at + step];
    if (at < 0 || !to || event.isComposing) return;
    event.preventDefault();
    to.focus();
  });
  addEventListener('popstate', () => `${new URLSearchParams(location.search)}` === `${params}` || restore());
  addEventListener('scroll', later);

  history.scrollRestoration = 'manual';
  engine().catch(() => {});
  const early = field.value;
  restore();
  if (early) {
    field.value = early;
    field.oninput();
  }
  if (!field.value && document.activeElement === document.body) field.focus();
}

// Without DecompressionStream no index can be read, and the page stays as it is without scripts.
const form = globalThis.DecompressionStream && globalThis.document?.querySelector('[data-retell-search]');
if (form) mount(form);
