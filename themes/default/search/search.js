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
  const part = (name) => document.querySelector(`[data-search=${name}]`) ?? make('p');
  const [told, status, results, rest, more, shown] = ['told', 'status', 'results', 'rest', 'more', 'shown'].map(part);
  const [narrow, order, filters, chosen] = ['narrow', 'order', 'filters', 'chosen'].map(part);
  const [start, everything, keys] = ['start', 'everything', 'keys'].map(part);
  const field = form.elements.q;
  const boxes = new Map();
  let params, searching, answer, boxesFor, submitted, speaking, saving;
  let running = new AbortController();
  let typed = -Infinity;

  /** A message as texts and elements: `{name}` stands for a value. */
  const say = (key, values = {}) => {
    const forms = messages[key] ?? '';
    const message = forms[plural.select(values.count)] ?? forms.other ?? forms;
    return message.split(/\{(\w+)\}/).map((piece, at) => {
      const value = at % 2 ? values[piece] : piece;
      return value?.toFixed ? value.toLocaleString(locale) : value;
    });
  };
  const text = (...message) => say(...message).join('');

  /** Says something aloud, once the keys have been still for a second. */
  const speak = (aloud) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => { status.textContent = aloud; }, typed + 1000 - performance.now());
  };
  const tell = (...lines) => {
    told.replaceChildren(...lines.map((line) => make('p', {}, ...line)));
    speak(lines.map((line) => line.map((one) => one.textContent ?? one).join('')).join(' '));
  };

  /** What is not here yet is asked for when the keys have been still for a moment. */
  const patient = async (url, init) => {
    for (let wait; (wait = typed + 80 - performance.now()) > 0;) await new Promise((go) => setTimeout(go, wait));
    init?.signal?.throwIfAborted();
    return fetch(url, init);
  };
  const engine = () => searching ??= open(undefined, { fetch: patient }).catch((error) => {
    searching = undefined;
    throw error;
  });

  const without = (name, value) => new URLSearchParams([...params].filter(([n, v]) => n !== name || (value ?? v) !== v));
  const address = (to) => location.pathname + `?${to}`.replace(/\?$/, '');
  const way = (to, label) => make('a', { href: address(to) }, label);
  /** Keeps in the history how far somebody has read, and at another address if there is one. */
  const keep = (to, push) => {
    clearTimeout(saving);
    history[push ? 'pushState' : 'replaceState']({ count: results.children.length, y: scrollY }, '', to);
  };
  // Browsers refuse to do so at every key.
  const later = () => {
    clearTimeout(saving);
    saving = setTimeout(() => keep(address(params)), 200);
  };

  const ask = async (how, more) => (await engine()).query(how.get('q'), {
    filters: Object.fromEntries(facets.filter((name) => how.has(name)).map((name) => [name, how.getAll(name)])),
    sort: how.get('sort') === 'newest' ? 'newest' : 'best',
    exact: how.has('exact'),
    // A word is unfinished until a space follows it.
    typing: !how.has('exact') && !/\s$/.test(how.get('q')),
    ...more,
  });

  const item = ({ url, anchor, title, kind, date, lang = '', people, heading, segments }) => make(
    'li',
    { className: `card kind-${kind}` },
    kind !== 'page' && make('p', { className: 'kind' }, messages.kinds[kind] ?? (kind[0].toUpperCase() + kind.slice(1)).replaceAll('-', ' ')),
    make('h2', { lang, dir: 'auto' }, make('a', { href: anchor ? `${url}#${anchor}` : url }, title)),
    make('p', { className: 'meta' }, list.format(people), people[0] && date && ' · ', date && make('time', { dateTime: date }, day.format(new Date(date)))),
    make(
      'p',
      { lang, dir: 'auto' },
      heading && make('b', {}, heading),
      ...segments.map((one) => (one.mark ? make('mark', {}, one.text) : one.text)),
    ),
  );

  /** Shows the results `from` to `to` for `params`. */
  const run = async (to = 10, from = 0) => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const asked = (params.get('q') ?? '').trim();
    narrow.hidden = !asked;
    if (!asked) {
      results.replaceChildren();
      start.hidden = false;
      rest.hidden = everything.hidden = true;
      return tell();
    }
    const slow = setTimeout(() => from || tell(say('slow')), 300);
    try {
      const offsets = [];
      for (let offset = from; offset < to; offset += 10) offsets.push(offset);
      const pages = await Promise.all(offsets.map((offset) => ask(params, { offset, limit: 10, signal })));
      const lifted = pages[0].total ? [] : await Promise.all(facets.filter((name) => params.has(name)).map((name) => lift(name, signal)));
      signal.throwIfAborted();
      clearTimeout(slow);
      [answer] = pages;
      const { total: count, corrected, dropped } = answer;
      if (!from) results.replaceChildren();
      results.append(...pages.flatMap((page) => page.results).map(item));
      // The button has the focus, so it stays when there is no more.
      const all = results.children.length >= count;
      rest.hidden = all && !from;
      more.setAttribute('aria-disabled', all);
      more.textContent = text(all ? 'all' : 'next');
      shown.textContent = text('shown', { shown: results.children.length, count });
      start.hidden = count > 0;
      everything.hidden = true;
      const query = [...asked].length > 60 ? `${[...asked].slice(0, 60).join('')}…` : asked;
      const exact = new URLSearchParams(params);
      exact.set('exact', 1);
      const better = query.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => corrected.find(({ from }) => from === words(word)[0])?.to ?? word);
      if (from) speak(shown.textContent);
      else {
        tell(
          ...(!count ? [say(lifted.length ? 'filtered' : 'nothing', { query }), ...lifted]
            : !corrected.length ? [say('results', { count, query })]
              : [say('corrected', { query: better, instead: way(exact, text('instead', { query })) }), say('count', { count })]),
          ...(dropped.length ? [say('dropped', { words: list.format(dropped.map((word) => text('word', { word }))) })] : []),
        );
      }
      if (filters.open || facets.some((name) => params.has(name))) await narrowDown(signal);
      later();
    } catch (error) {
      if (signal.aborted) return;
      if (from) {
        shown.textContent = text('lost');
        return speak(shown.textContent);
      }
      results.replaceChildren();
      rest.hidden = start.hidden = true;
      everything.hidden = false;
      tell(say('failed', {
        again: way(params, text('again')),
        everything: make('a', { href: `#${everything.id}` }, text('everything')),
      }));
    } finally {
      clearTimeout(slow);
    }
  };

  /** How much there would be without one of the filters, as a line with a link. */
  const lift = async (name, signal) => {
    const how = without(name);
    const lifted = await ask(how, { limit: 0, signal });
    const found = (await (await engine()).facets(lifted))[name] ?? [];
    const filter = list.format(params.getAll(name).map((slug) => found.find((value) => value.slug === slug)?.label ?? slug));
    return [way(how, text('lift', { count: lifted.total, filter }))];
  };

  /** Brings the filters up to date. While the query is the same, what stands there stays in its place. */
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
      const values = found[name] ?? [];
      const lost = params.getAll(name).filter((slug) => !values.some((value) => value.slug === slug));
      for (const { slug, label, count } of [...values, ...lost.map((slug) => ({ slug, label: slug, count: 0 }))]) {
        const key = `${name}/${slug}`;
        if (!boxes.has(key)) {
          const box = { label, input: make('input', { type: 'checkbox', name, value: slug }), count: make('span', { className: 'meta' }) };
          boxes.set(key, box);
          place(name, make('label', {}, box.input, label, box.count));
        }
        boxes.get(key).count.textContent = count;
      }
    }
    const picked = [...boxes.values()].filter(({ input }) => (input.checked = params.getAll(input.name).includes(input.value)));
    chosen.textContent = picked.length ? `: ${list.format(picked.map(({ label }) => label))}` : '';
  };
  /** Puts a box under its heading; from the ninth on they stand folded away. */
  const place = (name, label) => {
    const group = filters.querySelector(`[name=${name}]`) ?? make('fieldset', { name }, make('legend', {}, messages.facets[name]));
    if (group.children.length === 9) group.append(make('details', {}, make('summary', {}, text('others'))));
    (group.children[9] ?? group).append(label);
    filters.append(group);
  };

  /** Goes on to another query, filter or order. `push`: the way back leads to what is shown now. */
  const go = (next, push) => {
    if (push) keep();
    params = next;
    order.value = params.get('sort') ?? '';
    run();
    if (push) keep(address(params), true);
    else later();
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

  form.addEventListener('input', ({ target }) => {
    if (target !== field) return;
    typed = performance.now();
    const next = without('exact');
    if (field.value) next.set('q', field.value);
    else next.delete('q');
    go(next, submitted);
    submitted = false;
  });
  form.addEventListener('change', ({ target: { name, value, checked, type } }) => {
    if (name === 'q') return;
    const next = without(name, type === 'checkbox' ? value : undefined);
    if (checked ?? value) next.append(name, value);
    go(next, true);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submitted = true;
    go(params);
  });
  filters.addEventListener('toggle', () => answer && narrowDown(running.signal).catch(() => {}));
  more.addEventListener('click', () => {
    const from = results.children.length;
    if (from < answer.total) run(from + 10, from);
  });
  told.addEventListener('click', (event) => {
    const { search, hash } = event.target;
    if (!search || hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    told.focus();
    go(new URLSearchParams(search), true);
  });
  results.addEventListener('click', () => keep(address(params)));
  document.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...results.querySelectorAll('h2 a'), ...(rest.hidden ? [] : [more])];
    const at = stops.indexOf(document.activeElement);
    const to = stops[at + step];
    if (at < 0 || !to || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    to.focus();
  });
  addEventListener('popstate', () => `${new URLSearchParams(location.search)}` === `${params}` || restore());
  addEventListener('scroll', later);

  const slash = keys.querySelector('input');
  try {
    slash.checked = !localStorage.getItem('retell-slash');
    slash.addEventListener('change', () => (slash.checked ? localStorage.removeItem('retell-slash') : localStorage.setItem('retell-slash', 'off')));
    keys.hidden = false;
  } catch {
    // There is no such box, or nothing can be kept here.
  }
  history.scrollRestoration = 'manual';
  engine().catch(() => {});
  const early = field.value;
  restore();
  if (early && early !== field.value) {
    field.value = early;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (!field.value && document.activeElement === document.body) field.focus();
}

// Without DecompressionStream no index can be read, and the page stays as it is without scripts.
const form = globalThis.DecompressionStream && globalThis.document?.querySelector('[data-retell-search]');
if (form) mount(form);
