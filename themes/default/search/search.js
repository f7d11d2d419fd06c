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

/** Reads bytes from the first to the last. */
function reader(bytes) {
  let at = 0;
  const take = (count) => bytes.subarray(at, (at += count));
  const byte = () => bytes[at++];
  // LEB128.
  const number = () => {
    let sum = 0;
    for (let unit = 1; ; unit *= 128) {
      const next = byte();
      sum += (next & 127) * unit;
      if (!(next > 127)) return sum;
    }
  };
  return {
    take,
    byte,
    number,
    left: () => at < bytes.length,
    // Appends ascending ids, of which all but the first are steps.
    ids(all) {
      for (let id = 0, count = number(); count-- && at < bytes.length; ) all.push((id += number()));
      return all;
    },
    // A word that begins as the one in `before`; its own bytes are put in `own`.
    word(before, own = before) {
      const shared = byte();
      const rest = take(byte());
      own.set(before.subarray(0, shared));
      own.set(rest, shared);
      return utf8.decode(own.subarray(0, shared + rest.length));
    },
  };
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
  const posts = {};
  const forms = new Map();

  const get = async (name, init) => {
    const answer = await fetch(new URL(name, base).href, init);
    if (!answer.ok) throw Object.assign(new Error(`${name}: ${answer.status}`), { missing: answer.status === 404 });
    return answer;
  };
  const unpack = async (name, init) => {
    const { body } = await get(name, init);
    return new Uint8Array(await new Response(body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
  };
  // A file that is fetched at most once, as a map made by taking one entry after the other.
  const load = (name, entry) =>
    (kept[name] ??= unpack(name).then(
      (bytes) => {
        const from = reader(bytes);
        const map = new Map();
        const own = new Uint8Array(512);
        while (from.left()) entry(map, from, own);
        return map;
      },
      (error) => {
        delete kept[name];
        throw error;
      },
    ));

  const manifest = await (await get('manifest.json', { cache: 'no-cache' })).json();
  const firsts = manifest.shards.split(' ');
  const hashes = manifest.hashes.match(/.{8}/g) ?? [];

  // The place of the shard in which a word would be.
  const home = (word) => {
    let low = -1;
    for (let high = hashes.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (after(firsts[middle], word)) high = middle;
      else low = middle;
    }
    return low;
  };
  // A shard: words with the bytes of their posts, or with the word that has them.
  const shard = async (at) =>
    hashes[at]
      ? load(`t/${hashes[at]}.bin`, (map, from, own) => {
          const word = from.word(own);
          const size = from.number();
          const entry = size ? from.take(size) : from.word(own, new Uint8Array(512));
          map.set(word, entry);
          if (!size) forms.set(entry, [...(forms.get(entry) ?? []), word]);
        })
      : new Map();

  /** In which posts a word is, or another form of it. */
  const find = async (word) => {
    const map = await shard(home(word));
    let entry = map.get(word);
    if (typeof entry === 'string') return find(entry);
    if (entry?.buffer) {
      const from = reader(entry);
      entry = { ids: [], impacts: [], forms: [word, ...(forms.get(word) ?? [])] };
      while (from.left()) {
        const impact = from.byte();
        from.ids(entry.ids);
        while (entry.impacts.length < entry.ids.length) entry.impacts.push(impact);
      }
      map.set(word, entry);
    }
    return entry;
  };

  return {
    ...manifest,
    posts,
    find,

    /** The words of the shard where a word would be, and of up to `more` after it that begin with this word. */
    async near(word, more = 0) {
      const at = home(word);
      const places = [at, at + 1, at + 2].filter((place) => place === at || (place <= at + more && firsts[place]?.startsWith(word)));
      return (await Promise.all(places.map(shard))).flatMap((map) => [...map.keys()]);
    },

    /** Words of two posts or more, each with the logarithm of how many. */
    spell: () => load(manifest.spell, (map, from, own) => map.set(from.word(own), from.byte())),

    /** By facet its values with the posts that have them. */
    facets: () =>
      load(manifest.filters, (map, from) => {
        const [facet, slug, label] = utf8.decode(from.take(from.number())).split('\0');
        if (!map.has(facet)) map.set(facet, []);
        map.get(facet).push({ slug, label, ids: from.ids([]) });
      }),

    /** A post cut into parts, and these into words. Its title, people and tags are parts that have only a heading. */
    async post(id, signal) {
      if (!posts[id]) {
        const post = JSON.parse(utf8.decode(await unpack(`f/${id}.bin?${manifest.g}`, { signal })));
        const names = [post.t, ...post.p, ...post.g].map((name) => ['', name, '']);
        post.parts = [...names, ...post.s].map(([anchor, heading, text]) => {
          const above = words(heading);
          const cut = spans(text);
          return { anchor, heading, text, cut, above: above.length, list: [...above, ...cut.map(([word]) => word)] };
        });
        posts[id] = post;
      }
      return posts[id];
    },
  };
}

// ---- Answers: which posts, in which order ----------------------------------------------------------

/** Words at most `most` slips from a word: a letter more, less or other, or two exchanged. */
function slips(list, word, most) {
  // One row for each letter of the candidate; words that begin alike share their first rows.
  const rows = [Array.from({ length: word.length + 1 }, (_, i) => i)];
  const found = [];
  let last = '';
  let dead;
  for (const other of list) {
    let i = 0;
    while (i < last.length && last[i] === other[i]) i++;
    if (i >= dead) continue;
    last = other;
    dead = undefined;
    while (!dead && i++ < other.length) {
      const up = rows[i - 1];
      const row = (rows[i] = [i]);
      for (let j = 1; j <= word.length; j++) {
        row[j] = Math.min(up[j] + 1, row[j - 1] + 1, up[j - 1] + (word[j - 1] !== other[i - 1]));
        if (i > 1 && word[j - 2] === other[i - 1] && word[j - 1] === other[i - 2]) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
      }
      if (Math.min(...row) > most) dead = i;
    }
    const distance = rows[other.length]?.[word.length];
    if (!dead && distance && distance <= most) found.push({ word: other, distance });
  }
  return found;
}

/** What is asked for: words, and which of them are quoted or not yet typed to their end. */
function parse(text, typing) {
  const terms = [];
  const phrases = [];
  const cut = text.slice(0, 200);
  cut.split(/["“”„«»]/).forEach((part, i, parts) => {
    const quoted = i % 2 && i < parts.length - 1;
    const list = words(part).slice(0, 12 - terms.length);
    if (quoted) phrases.push(list);
    for (const word of list) terms.push({ word, quoted, others: [] });
  });
  const last = terms.at(-1);
  if (last && !last.quoted) {
    // One letter says nothing yet, but one character of a script that is indexed in pairs begins pairs.
    const pairs = last.word > '\u0e00';
    const lone = last.word.length < 2;
    const open = typing && /\S$/.test(cut);
    last.open = lone ? pairs : open;
    last.idle = lone && open && !pairs;
  }
  return { terms, phrases: phrases.filter((list) => list.length) };
}

/** The lists of posts that answer a word, and how well: its own, those of longer words and of other spellings. */
async function look({ find, near, spell }, { word, quoted, open, others }, exact) {
  const found = [];
  const add = (list, weight, to) => list && found.push({ ...list, list, weight, to });
  add(await find(word), 1);
  if (quoted) return found;
  // Without umlauts on the keyboard ö is typed as oe; the index has it as o.
  if (!found.length) add(await find(word.replace(/([aou])e/g, '$1')), 1);
  if (open) {
    // All together, so that among the longer words not the rarest comes first.
    const weight = found.length ? 0.25 : 0.8;
    const best = new Map();
    const forms = [];
    for (const longer of await near(word, 2)) {
      if (longer === word || !longer.startsWith(word)) continue;
      const list = await find(longer);
      forms.push(longer);
      list.ids.forEach((id, i) => best.set(id, Math.max(best.get(id) ?? 0, (list.impacts[i] * word.length) / longer.length)));
    }
    if (forms.length) add({ ids: [...best.keys()], impacts: [...best.values()], forms }, weight);
  }
  if (exact) return found;
  for (const [phrase, share] of others) {
    const lists = await Promise.all(phrase.split(' ').map(find));
    if (!lists.every(Boolean)) continue;
    const maps = lists.map(({ ids, impacts }) => new Map(ids.map((id, i) => [id, impacts[i]])));
    const ids = lists[0].ids.filter((id) => maps.every((map) => map.has(id)));
    const impacts = ids.map((id) => Math.min(...maps.map((map) => map.get(id))));
    add({ ids, impacts, forms: lists.flatMap((list) => list.forms) }, 0.6 * share);
  }
  const posts = new Set(found.flatMap(({ ids }) => ids.slice(0, 2))).size;
  const most = /[^\p{L}\p{M}]/u.test(word) || posts > 1 ? 0 : word.length >> 2 && (word.length < 8 ? 1 : 2);
  if (!most) return found;
  let list = slips(await near(word), word, most);
  for (const slip of list) slip.common = Math.log2((await find(slip.word)).ids.length);
  if (!list.some(({ distance }) => distance < 2)) {
    const common = await spell();
    list = list.concat(slips(common.keys(), word, most).map((slip) => ({ ...slip, common: common.get(slip.word) })));
  }
  const rank = (slip) => slip.common + 2 * (slip.word[0] === word[0]) - 4 * slip.distance;
  // Beside a post that has the word, only words so common that it may be this post that is wrong.
  const tried = list.filter(({ common }) => !posts || common > 2).sort((a, b) => rank(b) - rank(a));
  const lists = new Set();
  for (const { word: to, distance } of tried) {
    const list = lists.size < 3 && (await find(to));
    if (list && !lists.has(list)) add(list, 0.75 ** distance / (1 + posts), to);
    lists.add(list);
  }
  return found;
}

/** Notes with the words of a query what else may stand for them. */
async function synonyms({ find, synonyms: groups }, terms) {
  const same = async (a, b) => a === b || (a.slice(0, 3) === b.slice(0, 3) && (await find(a)) && (await find(a)) === (await find(b)));
  for (const { from, to } of groups) {
    for (const phrase of from) {
      const parts = phrase.split(' ');
      for (let at = 0; at + parts.length <= terms.length; at++) {
        const here = terms.slice(at, at + parts.length);
        const fits = await Promise.all(here.map(({ word }, i) => same(word, parts[i])));
        // Words that stand for several are worth as much as one of them.
        if (fits.every(Boolean)) for (const term of here) term.others.push(...to.filter((other) => other !== phrase).map((other) => [other, 1 / parts.length]));
      }
    }
  }
}

/** How many bits are set. */
function bits(mask) {
  let count = 0;
  for (; mask; mask &= mask - 1) count++;
  return count;
}

/** Says which words of a query a word of a text is, as bits. */
function matcher(terms) {
  const forms = new Map();
  terms.forEach(({ word, found }, at) => {
    for (const form of [word, ...found.flatMap((list) => list.forms)]) forms.set(form, forms.get(form) | (1 << at));
  });
  const known = new Map(forms);
  return (word) => {
    if (!known.has(word)) {
      let mask = 0;
      for (const [form, bit] of forms) {
        // All but two of its letters are shared.
        const length = Math.max(4, form.length - 2, word.length - 2);
        if (form[0] === word[0] && form.length >= length && word.length >= length && form.slice(0, length) === word.slice(0, length)) mask |= bit;
      }
      known.set(word, mask);
    }
    return known.get(word);
  };
}

/** The 30 words of a post that answer best, and how near to each other the words of the query are. */
function passage({ parts }, terms, match) {
  const total = terms.reduce((sum, { worth }) => sum + worth, 0);
  let near = 0;
  let place = { part: parts.find(({ text }) => text) ?? parts[0], from: 0, to: 0, value: 0 };
  for (const part of parts) {
    const hits = [];
    part.list.forEach((word, at) => {
      const mask = match(word);
      const last = hits.at(-1);
      if (mask) hits.push({ at, mask, pairs: last?.at === at - 1 ? (last.mask << 1) & mask : 0 });
    });
    hits.forEach(({ at, mask }, first) => {
      let pairs = 0;
      let last = first;
      while (hits[last + 1]?.at < at + 30) {
        mask |= hits[++last].mask;
        pairs |= hits[last].pairs;
      }
      const share = terms.reduce((sum, { worth }, i) => sum + (mask & (1 << i) && worth / total), 0);
      // Of passages with the same words the one that has them more often.
      const value = share + bits(pairs) / Math.max(1, terms.length - 1) + (last - first) / 1e4;
      near = Math.max(near, value);
      if (part.text && value > place.value) place = { part, from: at - part.above, to: hits[last].at - part.above, value };
    });
  }
  return { ...place, near };
}

/** A passage as stretches of text, marked or not. It begins with a sentence, if one begins near. */
function excerpt({ part: { text, cut }, from, to }, match) {
  const segments = [];
  if (!cut.length) return segments;
  from = Math.max(from, 0);
  const room = Math.max(29 - Math.max(to, 0) + from, 0);
  let start = from;
  while (start && from - start < room && !/[.!?…。！？\n]/.test(text.slice(cut[start - 1][2], cut[start][1]))) start--;
  if (start && from - start === room) start = from - (room >> 1);
  const passage = cut.slice(start, start + 30);
  let at = start && cut[start][1];
  const add = (until, mark) => {
    const piece = text.slice(at, until).replace(/\s+/g, ' ');
    // Words can overlap: then their mark is one.
    if (mark && segments.at(-1)?.mark) segments.at(-1).text += piece;
    else if (piece) segments.push({ text: piece, mark });
    at = Math.max(at, until);
  };
  for (const [word, first, end] of passage) {
    if (!match(word)) continue;
    add(first, false);
    add(end, true);
  }
  const end = passage.at(-1)[2];
  add(start + 30 < cut.length ? end : text.length, false);
  if (start) segments.unshift({ text: '… ', mark: false });
  if (start + 30 < cut.length) segments.push({ text: ' …', mark: false });
  return segments;
}

/** 3: a title is the query; 2: it is but for endings and slips; 1: it begins with it; else 0. */
function titled(title, terms, match) {
  if (!terms.every((_, i) => title[i] && match(title[i]) & (1 << i))) return 0;
  return title.length > terms.length ? 1 : terms.every(({ word }, i) => word === title[i]) ? 3 : 2;
}

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt()};`);

async function answer(files, root, text, { filters, limit = 10, offset = 0, sort, exact, typing, signal }) {
  const { n, levels, norm } = files;
  const { terms, phrases } = parse(text, typing);
  if (!exact) await synonyms(files, terms);
  const chosen = Object.entries(filters ?? {}).filter(([, slugs]) => slugs?.length);
  const [facets] = await Promise.all([
    chosen.length && files.facets(),
    ...terms.map(async (term) => (term.found = await look(files, term, exact))),
  ]);
  const narrow = chosen.map(([facet, slugs]) => ({
    facet,
    has: new Set((facets.get(facet) ?? []).filter(({ slug }) => [slugs].flat().includes(slug)).flatMap(({ ids }) => ids)),
    slugs,
  }));

  const score = new Float64Array(n);
  const held = new Uint16Array(n);
  let must = 0;
  let fixed = 0;
  terms.forEach((term, at) => {
    const best = new Float64Array(n);
    const rare = (df) => Math.log(1 + (n - df + 0.5) / (df + 0.5));
    for (const { ids, impacts, weight } of term.found) {
      const worth = (weight * rare(ids.length) * norm) / levels;
      ids.forEach((id, i) => (best[id] = Math.max(best[id], worth * impacts[i])));
    }
    let count = 0;
    best.forEach((value, id) => {
      if (!value) return;
      count++;
      score[id] += value;
      held[id] |= 1 << at;
    });
    term.worth = rare(count);
    // What more than half of the posts have tells nothing.
    if (count * 2 <= n && !term.idle) must |= 1 << at;
    if (term.quoted) fixed |= 1 << at;
  });
  // All words, or as many as any post has.
  const most = held.reduce((sum, mask) => Math.max(sum, bits(mask & must)), 0);
  const matched = [];
  held.forEach((mask, id) => {
    if (mask && (mask & fixed) === fixed && bits(mask & must) === most) matched.push(id);
  });

  const ranked = matched.filter((id) => narrow.every(({ has }) => has.has(id))).sort((a, b) => score[b] - score[a] || b - a);
  const best = ranked[0];
  if (sort === 'newest') ranked.sort((a, b) => b - a);
  const match = matcher(terms);
  const shown = [];
  const wrong = new Set();
  // Each ten is put in order by itself, so that no result moves from one page of results to another.
  const first = phrases.length ? 0 : offset - (offset % 10);
  let at = first;
  let unseen = 50;
  while (at < ranked.length && unseen > 0 && first + shown.length < offset + limit) {
    const ids = ranked.slice(at, (at += 10));
    if (phrases.length) unseen -= ids.filter((id) => !files.posts[id]).length;
    signal?.throwIfAborted();
    const posts = await Promise.all(ids.map((id) => files.post(id, signal)));
    const ten = posts.map((post, i) => {
      const place = passage(post, terms, match);
      return { post, place, id: ids[i], title: titled(words(post.t), terms, match), score: score[ids[i]] / score[best] + place.near / 2 };
    });
    if (sort !== 'newest') ten.sort((a, b) => b.title - a.title || b.score - a.score);
    for (const one of ten) {
      const holds = (phrase) => one.post.parts.some(({ list }) => list.some((_, i) => phrase.every((word, j) => list[i + j] === word)));
      if (phrases.every(holds)) shown.push(one);
      else wrong.add(one.id);
    }
  }
  signal?.throwIfAborted();

  const missed = (i) => must & ~held[best] & (1 << i);
  const r = {
    total: phrases.length ? shown.length : ranked.length,
    atLeast: phrases.length > 0 && at < ranked.length,
    corrected: terms.flatMap(({ word, found }, i) => {
      const slip = !missed(i) && found.find(({ to, ids }) => to && ids.includes(best));
      return slip ? { from: word, to: slip.to } : [];
    }),
    dropped: [...new Set(terms.filter((_, i) => missed(i)).map(({ word }) => word))],
    results: shown.slice(offset - first, offset - first + limit).map(({ post, place, score: value }) => {
      const segments = excerpt(place, match);
      const url = new URL(post.u, root);
      return {
        url: (globalThis.location?.origin ?? url.origin) === url.origin ? url.pathname : url.href,
        anchor: place.part.anchor,
        title: post.t,
        kind: post.k,
        date: post.d,
        lang: post.l,
        people: post.p,
        tags: post.g,
        score: value,
        heading: place.part.text && place.part.heading,
        excerpt: segments.map(({ text: piece, mark }) => (mark ? `<mark>${escaped(piece)}</mark>` : escaped(piece))).join(''),
        segments,
      };
    }),
  };
  return { r, narrow, matched: matched.filter((id) => !wrong.has(id)) };
}

/** Opens a search by its folder; the default is the folder of this module. */
export async function open(base = new URL('.', import.meta.url), { fetch = globalThis.fetch } = {}) {
  const folder = new URL(`${base}`.replace(/\/*$/, '/'), globalThis.location?.href);
  const behind = new WeakMap();
  let files = await read(folder, fetch);

  // If a file is gone, the site was published anew: once more with what there is now.
  const attempt = async (act, now = files) => {
    try {
      return await act(now);
    } catch (error) {
      if (!error?.missing) throw error;
      files = await (now.next ??= read(folder, fetch));
      return act(files);
    }
  };

  return {
    async query(text, options = {}) {
      const ask = (now) => answer(now, new URL('..', folder), `${text ?? ''}`, options);
      return attempt(async (now) => {
        const made = await ask(now);
        behind.set(made.r, { ...made, now, ask });
        return made.r;
      });
    },

    /** How many results of a query have each value. What is chosen of a facet leaves that facet's numbers as they are. */
    async facets(r) {
      const made = behind.get(r);
      return attempt(async (now) => {
        const { narrow, matched } = now === made.now ? made : await made.ask(now);
        const all = [...(await now.facets())].map(([facet, values]) => {
          const chosen = narrow.find((one) => one.facet === facet)?.slugs ?? [];
          const rest = new Set(matched.filter((id) => narrow.every((one) => one.facet === facet || one.has.has(id))));
          const counts = values.map(({ slug, label, ids }) => ({ slug, label, count: ids.filter((id) => rest.has(id)).length }));
          return [facet, counts.filter(({ slug, count }) => count || chosen.includes(slug)).sort((a, b) => b.count - a.count)];
        });
        return Object.fromEntries(all);
      }, made.now);
    },
  };
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
  const { told, status, results, rest, more, shown, narrow, order, filters, chosen, start, everything } = new Proxy({}, {
    get: (_, name) => document.querySelector(`[data-search=${name}]`) ?? make('p'),
  });
  const field = form.elements.q;
  const boxes = new Map();
  let params, opened, answer, boxesFor, submitted, speaking, saving;
  let running = new AbortController();
  let typed = -Infinity;

  /** A message as texts and elements: `{name}` stands for a value. */
  const say = (key, values = {}) => {
    const forms = messages[key] ?? '';
    const message = forms[plural.select(values.count)] ?? forms.other ?? forms;
    return message.split(/\{(\w+)\}/).map((piece, at) => (at % 2 ? values[piece] : piece));
  };
  const text = (...message) => say(...message).join('');

  /** Says something aloud, once the keys have been still for a second. */
  const speak = (aloud) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => (status.textContent = aloud), typed + 1000 - performance.now());
  };
  const tell = (...lines) => {
    told.replaceChildren(...lines.map((line) => make('p', {}, ...line)));
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
    clearTimeout(saving);
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
    kind !== 'page' && make('p', { className: 'kind' }, messages.kinds[kind] ?? (kind[0].toUpperCase() + kind.slice(1)).replaceAll('-', ' ')),
    make('h2', { lang, dir: 'auto' }, make('a', { href: anchor ? `${url}#${anchor}` : url }, title)),
    make('p', { className: 'meta' }, list.format(people), people[0] && date && ' · ', date && make('time', { dateTime: date }, day.format(new Date(date)))),
    make('p', { lang, dir: 'auto' }, heading && make('b', {}, heading), ...segments.map((one) => (one.mark ? make('mark', {}, one.text) : one.text))),
  );

  /** Shows the results `from` to `to` for `params`. */
  const run = async (to = 10, from = 0) => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
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
      const pages = [];
      for (let offset = from; offset < to; offset += 10) pages.push(ask(params, { offset, signal }));
      const answers = await Promise.all(pages);
      answer = answers.at(-1);
      const { total: count, corrected, dropped } = answer;
      const picked = filters.open || facets.some((name) => params.has(name)) ? await narrowDown(signal) : [];
      const less = picked.map(({ label, input: { name, value } }) => [label, without(name, value)]);
      if (less[1]) less.push([list.format(less.map(([label]) => label)), new URLSearchParams({ q: query })]);
      const ways = count ? [] : await Promise.all(less.map(async ([filter, how]) => {
        const { total } = await ask(how, { limit: 0, signal });
        return total && [make('a', { href: address(how) }, text('lift', { count: total, filter }))];
      }));
      signal.throwIfAborted();
      clearTimeout(slow);
      if (!from) results.replaceChildren();
      results.append(...answers.flatMap((one) => one.results).map(item));
      const all = results.children.length >= count && !answer.atLeast;
      // Who pressed the button has the focus on it, so it stays when there is no more.
      rest.hidden = all && !from;
      more.setAttribute('aria-disabled', all);
      more.textContent = text(all ? 'all' : 'next');
      shown.textContent = text('shown', { shown: results.children.length, count });
      start.hidden = count;
      const quote = (words) => list.format(words.map((word) => text('word', { word })));
      if (from) speak(shown.textContent);
      else if (!count) tell(say(picked.length ? 'filtered' : 'nothing', { query }), ...ways.filter((way) => way));
      else {
        const exact = new URLSearchParams([...params, ['exact', 1]]);
        const link = make('a', { href: address(exact) }, text('instead', { words: quote(corrected.map(({ from }) => from)) }));
        tell(
          say(corrected.length ? 'count' : 'results', { count, query }),
          ...(corrected.length ? [say('corrected', { words: quote(corrected.map(({ to }) => to)), instead: link })] : []),
          ...(dropped.length ? [say('dropped', { words: quote(dropped) })] : []),
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
      filters.replaceChildren(filters.firstElementChild);
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
    chosen.textContent = picked.length ? `: ${list.format(picked.map(({ label }) => label))}` : '';
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
    submitted = true;
    go(params);
  };
  filters.ontoggle = () => answer && narrowDown(running.signal).catch(() => {});
  more.onclick = () => {
    const from = results.children.length;
    if (from < answer.total || answer.atLeast) run(from + 10, from);
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

  everything.classList.remove('everything');
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
