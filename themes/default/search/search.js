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
class Bytes {
  at = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  get left() {
    return this.at < this.bytes.length;
  }

  take(count) {
    return this.bytes.subarray(this.at, (this.at += count));
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** LEB128. */
  number() {
    let number = 0;
    let byte;
    for (let unit = 1; ; unit *= 128) {
      byte = this.byte();
      number += (byte & 127) * unit;
      if (!(byte > 127)) return number;
    }
  }

  /** Ids, each but the first as what it is more than the one before. */
  ids(into) {
    let id = 0;
    for (let count = this.number(); count-- && this.left; ) into.push((id += this.number()));
  }

  /** A word that begins as the one does whose bytes stand in `before`; its own are put in `own`. */
  word(before, own = before) {
    const shared = this.byte();
    const rest = this.take(this.byte());
    if (own !== before) own.set(before.subarray(0, shared));
    own.set(rest, shared);
    return utf8.decode(own.subarray(0, shared + rest.length));
  }
}

/** Which of two words comes first: by code points, as in the index, not by UTF-16 units. */
function order(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}

/** How many of a sorted list come before a word. */
function before(list, word) {
  let low = 0;
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (order(list[middle], word) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index in a folder, as its manifest describes it now. What is fetched is kept. */
async function read(base, fetch) {
  const kept = new Map();
  const forms = new Map();

  const get = async (name, signal) => {
    const answer = await fetch(new URL(name, base).href, { signal, cache: name.includes('.json') ? 'no-cache' : 'default' });
    if (!answer.ok) throw Object.assign(new Error(`${name}: ${answer.status}`), { missing: answer.status === 404 });
    return answer;
  };

  const load = async (name, make, signal) => {
    for (;;) {
      let entry = kept.get(name);
      if (!entry) {
        const fetched = get(name, signal)
          .then((answer) => new Response(answer.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
          .then((buffer) => make(new Uint8Array(buffer)));
        kept.set(name, (entry = { fetched, signal }));
        fetched.catch(() => kept.delete(name));
      }
      try {
        return await entry.fetched;
      } catch (error) {
        // Another query began to fetch this and was called off; this one still wants it.
        if (signal?.aborted || !entry.signal?.aborted) throw error;
      }
    }
  };

  const manifest = await (await get('manifest.json')).json();
  const firsts = manifest.shards.split(' ').filter(Boolean);
  const hashes = manifest.hashes.match(/\S{8}/g);

  /** The shard at a place: its words with their posts, or with the word that has them. */
  const shard = (at) =>
    load(`t/${hashes[at]}.bin`, (bytes) => {
      const from = new Bytes(bytes);
      const own = new Uint8Array(512);
      const other = new Uint8Array(512);
      const entries = new Map();
      while (from.left) {
        const word = from.word(own);
        const length = from.number();
        const entry = length ? from.take(length) : from.word(own, other);
        entries.set(word, entry);
        if (!length) forms.set(entry, [...(forms.get(entry) ?? []), word]);
      }
      return { entries, words: [...entries.keys()] };
    });

  /** The place of the shard in which a word would be. */
  const home = (word) => {
    const at = before(firsts, word);
    return firsts[at] === word ? at : at - 1;
  };

  /** In which posts a word is, or one that differs only in its ending. */
  const find = async (word) => {
    const at = home(word);
    const entries = at < 0 ? new Map() : (await shard(at)).entries;
    let entry = entries.get(word);
    if (typeof entry === 'string') return find(entry);
    if (entry instanceof Uint8Array) {
      const from = new Bytes(entry);
      const ids = [];
      const impacts = [];
      while (from.left) {
        const impact = from.byte();
        from.ids(ids);
        while (impacts.length < ids.length) impacts.push(impact);
      }
      entry = { ids: Uint32Array.from(ids), impacts: Uint8Array.from(impacts), forms: () => [word, ...(forms.get(word) ?? [])] };
      entries.set(word, entry);
    }
    return entry;
  };

  return {
    ...manifest,
    synonyms: manifest.synonyms ?? [],
    find,

    /** The words of the shard where a word would be. */
    neighbours: async (word) => (home(word) < 0 ? [] : (await shard(home(word))).words),

    /** Longer words that begin as a word does. They may go on in the next shards; three are fetched at most. */
    async longer(word) {
      const start = Math.max(home(word), 0);
      const places = [start, start + 1, start + 2].filter((at) => at === home(word) || firsts[at]?.startsWith(word));
      return (await Promise.all(places.map(shard))).flatMap(({ words: all }) => {
        const found = [];
        for (let i = before(all, word); all[i]?.startsWith(word); i++) if (all[i] !== word) found.push(all[i]);
        return found;
      });
    },

    /** Words that are in two posts or more, and the logarithm of how many. */
    spell: () =>
      load(manifest.spell, (bytes) => {
        const from = new Bytes(bytes);
        const own = new Uint8Array(512);
        const common = new Map();
        while (from.left) common.set(from.word(own), from.byte());
        return { common, words: [...common.keys()] };
      }),

    /** By facet and slug: what it is called, and which posts have it. */
    facets: () =>
      load(manifest.filters, (bytes) => {
        const from = new Bytes(bytes);
        const facets = new Map();
        while (from.left) {
          const [facet, slug, label] = utf8.decode(from.take(from.number())).split('\0');
          const ids = [];
          from.ids(ids);
          facets.set(facet, (facets.get(facet) ?? new Map()).set(slug, { label, ids }));
        }
        return facets;
      }),

    /** A post with its text, cut into words. */
    post: (id, signal) =>
      load(
        `f/${id}.bin?${manifest.g}`,
        (bytes) => {
          const post = JSON.parse(utf8.decode(bytes));
          post.title = words(post.t);
          post.parts = post.s.map(([anchor, heading, text]) => {
            return { anchor, heading, text, above: words(heading), spans: spans(text) };
          });
          return post;
        },
        signal,
      ),
    fetched: (id) => kept.has(`f/${id}.bin?${manifest.g}`),
  };
}

// ---- Answers: which posts, in which order ----------------------------------------------------------

/** How many posts are fetched, and put in order by their text, at a time. */
const TEN = 10;

/** Words of a sorted list at most `most` slips from a word: a letter more, less, other, or two exchanged. */
function slips(list, word, most) {
  // One row for each letter of the candidate; words that begin alike share their first rows.
  const rows = [Array.from({ length: word.length + 1 }, (_, i) => i)];
  const found = [];
  let last = '';
  let dead = Infinity;
  for (const candidate of list) {
    let i = 0;
    while (i < last.length && last[i] === candidate[i]) i++;
    if (i >= dead) continue;
    last = candidate;
    dead = Infinity;
    while (i++ < candidate.length) {
      const row = (rows[i] = [i]);
      const [up, letter] = [rows[i - 1], candidate[i - 1]];
      let least = i;
      for (let j = 1; j <= word.length; j++) {
        let cost = Math.min(up[j] + 1, row[j - 1] + 1, up[j - 1] + (word[j - 1] !== letter));
        if (i > 1 && j > 1 && word[j - 2] === letter && word[j - 1] === candidate[i - 2]) cost = Math.min(cost, rows[i - 2][j - 2] + 1);
        row[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > most) {
        dead = i;
        break;
      }
    }
    const distance = dead < Infinity ? Infinity : rows[candidate.length][word.length];
    if (distance && distance <= most) found.push({ word: candidate, distance });
  }
  return found;
}

/** What is asked for: words, and which of them are quoted or not yet typed to their end. */
function parse(text, typing) {
  const cut = text.slice(0, 200);
  const terms = [];
  const phrases = [];
  cut.split(/["“”„«»]/).forEach((part, i, parts) => {
    const quoted = i % 2 === 1 && i < parts.length - 1;
    const found = words(part).slice(0, 12 - terms.length);
    if (quoted && found.length) phrases.push(found);
    terms.push(...found.map((word) => ({ word, quoted, found: new Map() })));
  });
  const end = terms.at(-1);
  if (end && !end.quoted) {
    // A lone character of a script that is indexed in pairs begins pairs.
    end.open = (typing && /\S$/.test(cut)) || (end.word.length < 2 && end.word > '\u0e00');
    // One letter says nothing yet: nothing has to have it.
    end.idle = end.open && end.word < '\u0e00' && end.word.length < 2;
  }
  return { terms, phrases };
}

/** Finds for a word the lists of posts that answer it: its own, those of longer words, of other spellings. */
async function look(files, term, exact) {
  const { word, quoted, open, idle, found } = term;
  const add = (list, weight, more) => {
    if (list && !(found.get(list)?.weight >= weight)) found.set(list, { weight, df: list.ids.length, ...more });
  };
  add(await files.find(word), 1);
  if (quoted) return;
  // In German a reader without umlauts on the keyboard writes oe for ö, and the index has o.
  const plain = word.replace(/([aou])e/g, '$1');
  if (!found.size && plain !== word) add(await files.find(plain), 1);
  if (open && !idle) {
    const beside = found.size;
    const longer = await files.longer(word);
    const lists = await Promise.all(longer.map(files.find));
    longer.forEach((whole, i) => add(lists[i], beside ? 0.25 : (0.8 * word.length) / whole.length));
  }
  if (exact) return;
  await Promise.all(term.alternatives?.map(async ([phrase, share]) => add(await all(files, phrase), 0.6 * share)) ?? []);
  const posts = new Set([...found.keys()].flatMap((list) => [...list.ids.subarray(0, 2)])).size;
  const most = word.length < 4 || !/^[\p{L}\p{M}]+$/u.test(word) ? 0 : word.length < 8 ? 1 : 2;
  if (posts > 1 || !most) return;
  const near = slips(await files.neighbours(word), word, most);
  await Promise.all(near.map(async (slip) => (slip.common = Math.log2((await files.find(slip.word)).ids.length))));
  if (!near.some(({ distance }) => distance === 1)) {
    const { common, words: all } = await files.spell();
    for (const slip of slips(all, word, most)) near.push({ ...slip, common: common.get(slip.word) });
  }
  const rank = (slip) => slip.common + 2 * (slip.word[0] === word[0]) - 4 * slip.distance;
  near.sort((a, b) => rank(b) - rank(a) || order(a.word, b.word));
  const lists = new Map();
  for (const slip of near) {
    // Beside a post that has the word as it is, only words so common that the post may be the one in the wrong.
    if (posts && slip.common < 3) continue;
    const list = await files.find(slip.word);
    if (list && !lists.has(list)) lists.set(list, slip);
    if (lists.size > 2) break;
  }
  for (const [list, slip] of lists) add(list, 0.75 ** slip.distance / (posts ? 2 : 1), { to: slip.word });
}

/** The posts that have all words of a phrase, as if it were one word. */
async function all(files, phrase) {
  const lists = await Promise.all(phrase.split(' ').map(files.find));
  if (lists.length < 2 || lists.some((list) => !list)) return lists.length < 2 ? lists[0] : undefined;
  const [first, ...others] = lists.map(({ ids, impacts }) => new Map([...ids].map((id, i) => [id, impacts[i]])));
  const ids = [...first.keys()].filter((id) => others.every((other) => other.has(id)));
  return {
    ids: Uint32Array.from(ids),
    impacts: Uint8Array.from(ids, (id) => Math.min(first.get(id), ...others.map((other) => other.get(id)))),
    forms: () => lists.flatMap((list) => list.forms()),
  };
}

/** Notes with each word of a query what else may stand for it. */
async function alternatives(files, terms) {
  const same = async (a, b) => a === b || (a.slice(0, 3) === b.slice(0, 3) && (await files.find(a))?.ids === ((await files.find(b))?.ids ?? 0));
  for (const { from, to } of files.synonyms) {
    for (const phrase of from) {
      const parts = phrase.split(' ');
      for (let at = 0; at + parts.length <= terms.length; at++) {
        const here = terms.slice(at, at + parts.length);
        if (here.some((term) => term.quoted)) continue;
        let fits = true;
        for (let i = 0; fits && i < parts.length; i++) fits = await same(here[i].word, parts[i]);
        if (!fits) continue;
        for (const other of to) {
          if (other === phrase) continue;
          for (const term of here) (term.alternatives ??= []).push([other, 1 / parts.length]);
        }
      }
    }
  }
}

/** How many bits are set. */
const bits = (mask) => {
  let count = 0;
  for (; mask; mask &= mask - 1) count++;
  return count;
};

/** Says of words of a text which words of the query they are, as bits. */
function matcher(terms) {
  const forms = new Map();
  terms.forEach(({ word, found }, at) => {
    for (const form of new Set([word, ...[...found.keys()].flatMap((list) => list.forms())])) {
      forms.set(form, forms.get(form) | (1 << at));
    }
  });
  const known = new Map(forms);
  return (word) => {
    let mask = known.get(word);
    if (mask === undefined) {
      mask = 0;
      for (const [form, bit] of forms) {
        const length = Math.max(4, form.length - 2, word.length - 2);
        if (form.length >= length && word.slice(0, length) === form.slice(0, length)) mask |= bit;
      }
      known.set(word, mask);
    }
    return mask;
  };
}

/** The 30 words of a post that answer best, and how near to each other the words of the query are in them. */
function passage(post, terms, match) {
  const total = terms.reduce((sum, { worth }) => sum + worth, 0);
  let best = { value: -1 };
  const scan = (above, spans, part) => {
    const hits = [];
    const see = (word, at) => {
      const mask = match(word);
      const last = hits.at(-1);
      if (mask) hits.push({ at, mask, pairs: last?.at === at - 1 ? (last.mask << 1) & mask : 0 });
    };
    above.forEach((word, i) => see(word, i - above.length));
    spans.forEach(([word], i) => see(word, i));
    hits.forEach(({ at, mask }, i) => {
      let pairs = 0;
      let last = i;
      for (let j = i + 1; j < hits.length && hits[j].at < at + 30; j++) {
        mask |= hits[j].mask;
        pairs |= hits[j].pairs;
        last = j;
      }
      let near = bits(pairs) / Math.max(1, terms.length - 1);
      terms.forEach(({ worth }, bit) => (near += mask & (1 << bit) ? worth / total : 0));
      const value = near + (last - i) / 1e4;
      if (value > best.value) best = { value, near, part, from: at, to: hits[last].at };
    });
  };
  for (const part of post.parts) scan(part.above, part.spans, part);
  const { part = post.parts[0], from = 0, to = 0, near = 0 } = best;
  best = { value: near };
  scan(post.title, []);
  return { part, from: Math.max(from, 0), to: Math.max(to, 0), near: Math.max(near, best.near ?? 0) };
}

/** A passage as text and marked words, begun with a sentence if one begins near. */
function excerpt({ part, from, to }, match) {
  if (!part?.spans.length) return [];
  const { text, spans } = part;
  const room = Math.max(0, 29 - to + from);
  let start = from;
  while (start > 0 && from - start < room && !/[.!?…。！？\n]/.test(text.slice(spans[start - 1][2], spans[start][1]))) start--;
  if (start && from - start === room) start = from - (room >> 1);
  const end = Math.min(spans.length, start + 30);
  start = Math.max(0, Math.min(start, end - 30));
  const segments = [];
  let at = start ? spans[start][1] : 0;
  const add = (until, mark) => {
    if (until > at) segments.push({ text: text.slice(at, until).replace(/\s+/g, ' '), mark });
    at = Math.max(at, until);
  };
  if (start) segments.push({ text: '… ', mark: false });
  for (const [word, first, last] of spans.slice(start, end)) {
    if (!match(word)) continue;
    const open = segments.at(-1);
    // Pairs of characters overlap: they are one mark.
    if (first < at && open?.mark) {
      open.text += text.slice(at, last);
      at = last;
    } else {
      add(first, false);
      add(last, true);
    }
  }
  const rest = text.slice(spans[end - 1][2]);
  add(end < spans.length ? spans[end - 1][2] + /^[^\s\p{L}\p{N}\p{M}]*/u.exec(rest)[0].length : text.length, false);
  if (end < spans.length) segments.push({ text: ' …', mark: false });
  return segments;
}

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt()};`);

/** Whether words stand in a list of words, one after the other. */
const holds = (list, phrase) => list.some((_, at) => phrase.every((word, i) => list[at + i] === word));

/** 3: the title is the query; 2: it is but for endings and slips; 1: it begins with it; else 0. */
function titled({ title }, terms, match) {
  if (!terms.every((_, i) => i < title.length && match(title[i]) & (1 << i))) return 0;
  return title.length > terms.length ? 1 : terms.every(({ word }, i) => word === title[i]) ? 3 : 2;
}

async function answer(files, root, behind, text, options) {
  const { filters, limit = 10, offset = 0, sort, exact, typing, signal } = options;
  const { n } = files;
  const { terms, phrases } = parse(text, typing);
  const chosen = Object.entries(filters ?? {}).filter(([, slugs]) => slugs?.length);
  const facets = chosen.length ? files.facets() : new Map();
  if (!exact) await alternatives(files, terms);
  await Promise.all([...terms.map((term) => look(files, term, exact)), facets]);
  signal?.throwIfAborted();

  const score = new Float64Array(n);
  const held = new Uint16Array(n);
  let must = 0;
  let fixed = 0;
  terms.forEach((term, at) => {
    const best = new Float64Array(n);
    term.worth = 0;
    for (const [{ ids, impacts }, { weight, df }] of term.found) {
      const worth = weight * Math.log(1 + (n - df + 0.5) / (df + 0.5));
      term.worth = Math.max(term.worth, worth);
      ids.forEach((id, i) => (best[id] = Math.max(best[id], (worth * impacts[i] * files.norm) / files.levels)));
    }
    term.worth ||= Math.log(1 + n);
    let count = 0;
    best.forEach((value, id) => {
      if (!value) return;
      count++;
      score[id] += value;
      held[id] |= 1 << at;
    });
    // A word of more than half of the posts tells nothing.
    if (count * 2 <= n && !term.idle) must |= 1 << at;
    if (term.quoted) fixed |= 1 << at;
  });

  let most = must ? 1 : 0;
  held.forEach((mask) => (most = Math.max(most, bits(mask & must))));
  const matched = [];
  held.forEach((mask, id) => mask && (mask & fixed) === fixed && bits(mask & must) >= most && matched.push(id));

  // For each post the facets in which none of its values is chosen, as bits.
  const refused = new Uint32Array(n);
  const narrow = await facets;
  chosen.forEach(([facet, slugs], at) => {
    const allowed = new Uint8Array(n);
    for (const slug of [slugs].flat()) for (const id of narrow.get(facet)?.get(slug)?.ids ?? []) allowed[id] = 1;
    allowed.forEach((one, id) => one || (refused[id] |= 1 << at));
  });

  // Newer posts first where nothing else decides.
  const ranked = matched.filter((id) => !refused[id]).reverse();
  const best = ranked.reduce((most, id) => (score[id] > score[most] ? id : most), ranked[0]);
  if (sort !== 'newest') ranked.sort((a, b) => score[b] - score[a] || b - a);

  // Tens are put in order each by itself, so that no result moves from one page of results to another.
  const match = matcher(terms);
  const shown = [];
  const until = offset + limit;
  let unseen = 50;
  let at = phrases.length ? 0 : Math.floor(offset / TEN) * TEN;
  let skip = phrases.length ? offset : offset - at;
  const wrong = new Set();
  for (; at < ranked.length && shown.length < skip + limit && unseen > 0; at += TEN) {
    const ids = ranked.slice(at, at + TEN);
    const fresh = ids.filter((id) => !files.fetched(id)).length;
    const posts = await Promise.all(ids.map((id) => files.post(id, signal)));
    signal?.throwIfAborted();
    if (phrases.length) unseen -= fresh;
    const ten = [];
    ids.forEach((id, i) => {
      const post = posts[i];
      const lists = [post.title, ...post.p.map(words), ...post.g.map(words)];
      for (const { above, spans: all } of post.parts) lists.push(above, all.map(([word]) => word));
      if (!phrases.every((phrase) => lists.some((list) => holds(list, phrase)))) return void wrong.add(id);
      const place = passage(post, terms, match);
      ten.push({ post, place, title: titled(post, terms, match), score: score[id] / score[best] + 0.5 * place.near });
    });
    if (sort !== 'newest') ten.sort((a, b) => b.title - a.title || b.score - a.score);
    shown.push(...ten);
  }
  const atLeast = phrases.length > 0 && at < ranked.length;

  const missed = (term, i) => must & (1 << i) && !(held[best] & (1 << i));
  const corrected = [];
  terms.forEach(({ word, found }, i) => {
    const slipped = [...found].find(([{ ids }, { to }]) => to && ids.includes(best));
    if (slipped && !missed(word, i)) corrected.push({ from: word, to: slipped[1].to });
  });
  const r = {
    total: phrases.length ? shown.length : ranked.length,
    atLeast,
    corrected,
    dropped: [...new Set(terms.filter(missed).map(({ word }) => word))],
    results: shown.slice(skip, skip + limit).map(({ post, place, score: value }) => {
      const segments = excerpt(place, match);
      const url = new URL(post.u, root);
      return {
        url: globalThis.location && location.origin !== url.origin ? url.href : url.pathname,
        anchor: place.part?.anchor ?? '',
        title: post.t,
        kind: post.k,
        date: post.d,
        lang: post.l,
        people: post.p,
        tags: post.g,
        score: value,
        heading: place.part?.heading ?? '',
        excerpt: segments.map(({ text: part, mark }) => (mark ? `<mark>${escaped(part)}</mark>` : escaped(part))).join(''),
        segments,
      };
    }),
  };
  void until;
  behind.set(r, { files, text, options, matched: matched.filter((id) => !wrong.has(id)), refused, chosen });
  return r;
}

/**
 * Opens a search by its folder; the default is the folder of this module. Texts of results are text, not
 * HTML, but for `excerpt`.
 */
export async function open(base = new URL('.', import.meta.url), { fetch = globalThis.fetch } = {}) {
  const folder = new URL(`${base}`.replace(/\/*$/, '/'), globalThis.location?.href);
  const behind = new WeakMap();
  let files = await read(folder, fetch);

  /** Does something with the index; if a file of it is gone, the site was published anew: once more with the new one. */
  const attempt = async (now, act) => {
    try {
      return await act(now);
    } catch (error) {
      if (!error?.missing) throw error;
      now.next ??= read(folder, fetch);
      return act((files = await now.next));
    }
  };

  const query = (text, options = {}) => {
    const { signal } = options;
    const halt = new Promise((_, stop) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => stop(signal.reason), { once: true });
    });
    const found = attempt(files, (now) => answer(now, new URL('..', folder), behind, `${text ?? ''}`, options));
    return signal ? Promise.race([found, halt]) : found;
  };

  return {
    query,

    /** How many of a query's results have each value. What is chosen in a facet does not narrow that facet. */
    async facets(r) {
      const made = behind.get(r);
      if (!made) return {};
      return attempt(made.files, async (now) => {
        const { matched, refused, chosen } = now === made.files ? made : behind.get(await query(made.text, { ...made.options, signal: undefined }));
        const facets = [...(await now.facets())].map(([facet, values]) => {
          const at = chosen.findIndex(([name]) => name === facet);
          const own = at < 0 ? 0 : 1 << at;
          const counted = new Set(matched.filter((id) => !(refused[id] & ~own)));
          const counts = [...values].map(([slug, { label, ids }]) => ({ slug, label, count: ids.filter((id) => counted.has(id)).length }));
          const shown = counts.filter(({ slug, count }) => count || (own && [chosen[at][1]].flat().includes(slug)));
          return [facet, shown.sort((a, b) => b.count - a.count)];
        });
        return Object.fromEntries(facets);
      });
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
  const { told, status, results, rest, more, shown, narrow, order, filters, chosen, start, everything, keys } = new Proxy({}, {
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
  const keep = (push) => {
    clearTimeout(saving);
    history[push === true ? 'pushState' : 'replaceState']({ count: results.children.length, y: scrollY }, '', address());
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
          // From the ninth on they stand folded away.
          if (group.children.length === 9) group.append(make('details', {}, make('summary', {}, text('others'))));
          (group.children[9] ?? group).append(make('label', {}, box.input, `${label} `, box.count));
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
    if (push) keep(true);
    else later();
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

  try {
    const slash = keys.querySelector('input');
    slash.checked = !localStorage['retell-slash'];
    slash.onchange = () => (localStorage['retell-slash'] = slash.checked ? '' : 'off');
    keys.hidden = false;
  } catch {
    // There is no such box, or nothing can be kept here.
  }
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
