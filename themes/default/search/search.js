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
          (group.children[9] ?? group).append(make('label', {}, box.input, label, box.count));
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
