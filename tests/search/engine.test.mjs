// What the module promises to whoever calls it: results, passages, phrases, filters, and that nothing
// a reader types, a post holds or a network does makes it fall over.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { open } from '../../themes/default/search/search.js';
import { community, indexed, others, post, searching, served, titles } from './engine/index.mjs';

test('a result is what is documented', async () => {
  const search = await searching(community);
  const r = await search.query('breakfast backlog', { filters: { kind: ['story'] }, limit: 10, offset: 0, sort: 'best', exact: false, typing: true });
  assert.deepEqual(Object.keys(r).sort(), ['atLeast', 'corrected', 'dropped', 'results', 'total']);
  const { score, excerpt, segments, ...rest } = r.results[0];
  assert.deepEqual(rest, {
    url: '/base/stories/frozen-queue/',
    anchor: 'the-backlog',
    title: 'The queue that froze at four',
    kind: 'story',
    date: '2021-02-03',
    lang: 'en',
    people: ['Ana Okafor'],
    tags: ['Queues'],
    heading: 'The backlog',
  });
  assert.ok(score > 0);
  assert.match(excerpt, /<mark>backlog<\/mark>/);
  assert.match(segments.map(({ text }) => text).join(''), /nine thousand letters in the backlog/);
});

test('a result links to the part whose words answer', async () => {
  const search = await searching(community);
  for (const [text, anchor] of [['handover conversation', 'handover'], ['jitter', 'backoff'], ['restores coffee', 'restore-drill'], ['handover', 'handover']]) {
    assert.equal((await search.query(text)).results[0].anchor, anchor, text);
  }
  // Only the title has it.
  const { anchor, heading, excerpt } = (await search.query('canaries cage')).results[0];
  assert.deepEqual([anchor, heading], ['', '']);
  assert.match(excerpt, /^Our canary servers|^Our <mark>canary<\/mark> servers/);
});

test('a passage has thirty words, begins with a sentence if one is near, and says where it is cut', async () => {
  const long = Array.from({ length: 100 }, (_, i) => `word${i}`).join(' ');
  const search = await searching([post('Cut', `${long}. Here a kestrel sat on the wire! ${long}`), post('Short', 'A heron, and that is all.'), ...others(5)]);
  const [cut] = (await search.query('kestrel')).results;
  assert.match(cut.excerpt, /^… Here a <mark>kestrel<\/mark> sat on the wire! word0 .* …$/);
  assert.equal(cut.excerpt.match(/\p{L}+/gu).filter((word) => word !== 'mark').length, 30);
  assert.equal((await search.query('heron')).results[0].excerpt, 'A <mark>heron</mark>, and that is all.');
});

test('a word is marked if it was found or shares all but two of its letters', async () => {
  const search = await searching([post('Forms', 'We migrate. Migrating and migrated migrations, a migrant, a mig, a migratory bird.'), ...others(5)]);
  const { segments } = (await search.query('migrating')).results[0];
  const marked = segments.filter(({ mark }) => mark).map(({ text }) => text);
  for (const word of ['migrate', 'Migrating', 'migrated']) assert.ok(marked.includes(word), word);
  assert.ok(!marked.includes('mig'));
  const typed = (await search.query('migr', { typing: true })).results[0].segments.filter(({ mark }) => mark);
  assert.equal(typed.length, 6);
});

test('pairs of characters are marked as one', async () => {
  const search = await searching(community);
  assert.match((await search.query('データベース')).results[0].excerpt, /<mark>データベース<\/mark>/);
});

test('quotes: only posts that hold the phrase, as it is written', async () => {
  const search = await searching(community);
  assert.deepEqual(await titles(search, '"field guide"'), ['Review: A field guide to human error', 'Reading about failure: where to begin']);
  assert.deepEqual(await titles(search, '“guide field”'), []);
  assert.deepEqual(await titles(search, '"field guides"'), []);
  assert.deepEqual(await titles(search, '„sleep is part“'), ['Sleep is part of on-call']);
  assert.deepEqual(await titles(search, '"Priya Raman" certificate'), ['A certificate expired on a Sunday']);
  // A quote that is not closed is none.
  assert.equal((await search.query('"guide field')).total, 2);
  const { total, dropped } = await search.query('"field guide" "ten tries"');
  assert.deepEqual([total, dropped], [0, []]);
});

test('quotes: it is said if posts are left that nobody has looked into', async () => {
  const posts = Array.from({ length: 120 }, (_, i) => post(`Post ${i}`, i % 30 ? 'The gasket and the valve.' : 'The valve gasket.'));
  const search = await searching([...posts, ...others(130)]);
  const first = await search.query('"valve gasket"');
  const looked = search.site.asked.filter((name) => name.startsWith('f/')).length;
  assert.equal(looked, 50);
  assert.ok(first.atLeast && first.total < 4 && first.results.length === first.total);
  const found = first.results.map(({ title }) => title);
  for (let r = first, i = 0; r.atLeast && i < 5; i++) {
    r = await search.query('"valve gasket"', { offset: found.length });
    found.push(...r.results.map(({ title }) => title));
  }
  assert.deepEqual([...found].sort(), ['Post 0', 'Post 30', 'Post 60', 'Post 90']);
  const all = await search.query('"valve gasket"', { offset: 4 });
  assert.deepEqual([all.total, all.atLeast], [4, false]);
});

test('filters: or within a facet, and between them', async () => {
  const search = await searching(community);
  const count = async (filters) => (await search.query('the', { filters })).total;
  const essays = await count({ kind: ['essay'] });
  const reviews = await count({ kind: ['review'] });
  assert.ok(essays > 1 && reviews > 0);
  assert.equal(await count({ kind: 'essay' }), essays);
  assert.equal(await count({ kind: ['essay', 'review'] }), essays + reviews);
  assert.equal(await count({ kind: ['essay'], person: ['ana-okafor'] }), 2);
  assert.equal(await count({ kind: ['no-such'] }), 0);
  assert.equal(await count({ __proto__: ['x'], ['constructor']: ['y'] }), 0);
  assert.equal(await count({ kind: [] }), await count(undefined));
  assert.equal(await count(null), await count({}));
});

test('filters: a facet is counted without what is chosen in it', async () => {
  const search = await searching(community);
  const plain = await search.query('queue');
  const counts = await search.facets(plain);
  assert.equal(counts.kind.reduce((sum, { count }) => sum + count, 0), plain.total);
  assert.deepEqual(Object.keys(counts.kind[0]).sort(), ['count', 'label', 'slug']);
  const narrow = await search.facets(await search.query('queue', { filters: { kind: ['essay'] } }));
  assert.deepEqual(narrow.kind, counts.kind);
  assert.deepEqual(narrow.person, [{ slug: 'ana-okafor', label: 'Ana Okafor', count: 1 }]);
});

test('filters: their file is fetched when it is needed', async () => {
  const search = await searching(community);
  const asked = () => search.site.asked.filter((name) => name.startsWith('filters-')).length;
  const r = await search.query('queue');
  assert.equal(asked(), 0);
  await search.facets(r);
  await search.facets(r);
  await search.query('queue', { filters: { kind: ['essay'] } });
  assert.equal(asked(), 1);
});

test('filters: facets and values may be called anything', async () => {
  const facets = [['__proto__', 'constructor', '<b>'], ['toString', '__proto__', 'é']];
  const search = await searching([post('Odd', 'A kestrel.', { facets }), ...others(3)]);
  const counts = await search.facets(await search.query('kestrel', { filters: JSON.parse('{"__proto__":["constructor"]}') }));
  const odd = Object.entries(counts).filter(([, values]) => values.length);
  assert.deepEqual(odd, [
    ['__proto__', [{ slug: 'constructor', label: '<b>', count: 1 }]],
    ['toString', [{ slug: '__proto__', label: 'é', count: 1 }]],
  ]);
  assert.equal({}.constructor, Object);
});

test('a file is fetched once, and no more than a query needs', async () => {
  const search = await searching(community);
  assert.deepEqual(search.site.asked, ['manifest.json']);
  await search.query('certificate');
  const shards = search.site.asked.filter((name) => name.startsWith('t/'));
  assert.equal(shards.length, 1);
  await Promise.all([search.query('certificate'), search.query('certificate', { sort: 'newest' })]);
  assert.equal(new Set(search.site.asked).size, search.site.asked.length);
});

test('words are looked up in the order of their code points', async () => {
  // In UTF-16 the second of these comes first.
  const rare = ['\ufa0e\ufa0f', '\u{10428}\u{10429}'];
  const search = await searching([...rare.map((word) => post(`Post ${word}`, word)), ...others(5)]);
  for (const word of rare) assert.deepEqual(await titles(search, word), [`Post ${word}`]);
});

test('nothing that is typed makes it stumble', async () => {
  const search = await searching(community);
  const hostile = [
    'x'.repeat(10_000), 'queue '.repeat(2_000), '<img src=x onerror=alert(1)>', 'עברית العربية queue', '👩‍🚒🔥 ☕', '\ud800', 'queue \udfff \ud83d',
    Array.from({ length: 50 }, (_, i) => `word${i}`).join(' '), '…!?—„“""', '"', '""', '"""', '"the', 'the of a', '', '   ', '__proto__', 'constructor toString',
    'hasOwnProperty', '\0', '\u0301', 'a', '1', 'İstanbul', '%00 %', 'null', '"constructor" "__proto__"', '\u202equeue', 'ǆ', '𠮷',
  ];
  for (const text of [...hostile, undefined, null, 7, {}]) {
    for (const options of [{}, { typing: true }, { exact: true }, { sort: 'newest' }, { typing: true, filters: { kind: ['story'] } }]) {
      const r = await search.query(text, options);
      assert.ok(r.total >= r.results.length, String(text).slice(0, 40));
      await search.facets(r);
    }
  }
  for (const text of ['', '   ', '…!?—', undefined]) assert.equal((await search.query(text)).total, 0);
  assert.ok((await search.query('the of a')).total > 10);
  // Only the first twelve words and 200 characters are looked at.
  const twelve = Array.from({ length: 12 }, () => 'queue').join(' ');
  assert.deepEqual((await search.query(`${twelve} zygomorphic`)).dropped, []);
  assert.deepEqual((await search.query(`queue ${' '.repeat(200)} zygomorphic`)).dropped, []);
});

test('what a post holds is text', async () => {
  const search = await searching(community);
  for (const text of ['onerror', '<img src=x onerror=alert(1)>', 'bold comment', 'injected comment', 'quotes ampersands']) {
    const { results } = await search.query(text);
    const found = results.find(({ kind, people }) => kind === 'story' && people[0] === '<script>alert(2)</script>');
    assert.ok(found, text);
    assert.doesNotMatch(found.excerpt.replaceAll(/<\/?mark>/g, ''), /[<>"]/);
    assert.match(found.excerpt, /<mark>/);
    const plain = found.excerpt.replaceAll(/<\/?mark>/g, '').replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
    assert.equal(found.segments.map((one) => one.text).join(''), plain);
    assert.equal(found.title, 'Why <b>bold</b> was not bold & other <img src=x onerror=alert(1)> tales');
  }
});

test('an empty site, and a site of one post', async () => {
  const none = await searching([]);
  for (const text of ['queue', '', 'quue', '"a b"']) {
    const r = await none.query(text, { typing: true, filters: { kind: ['story'] } });
    assert.equal(r.total, 0);
    assert.deepEqual(Object.keys(await none.facets(r)), []);
  }
  const one = await searching([post('The only one', 'A kestrel came by.')]);
  assert.deepEqual(await titles(one, 'kestrel'), ['The only one']);
  assert.deepEqual(await titles(one, 'kestral'), ['The only one']);
  assert.deepEqual(await titles(one, 'kest', { typing: true }), ['The only one']);
  assert.equal((await one.query('kestrel zygomorphic')).total, 1);
});

test('a query that is called off rejects, and the others go on', async () => {
  const search = await searching(community);
  let go;
  const held = new Promise((resolve) => (go = resolve));
  search.site.answer = (name) => (name.startsWith('f/') ? held : undefined);
  const controller = new AbortController();
  const first = search.query('queue', { signal: controller.signal });
  const second = search.query('queue');
  await new Promise((later) => setTimeout(later, 100));
  controller.abort();
  await assert.rejects(first, { name: 'AbortError' });
  go();
  assert.ok((await second).total > 1);
  assert.ok((await search.query('queue')).total > 1);
  // They do not take it for a site that was published anew.
  assert.equal(search.site.asked.filter((name) => name === 'manifest.json').length, 1);
  await assert.rejects(search.query('queue', { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('many queries at once do not disturb each other', async () => {
  const search = await searching(community);
  const texts = ['queue', 'certificate', 'databse', '停電', '"field guide"', 'stoerung', 'retrospective', 'k8s'];
  const alone = await Promise.all(texts.map(async (text) => titles(await searching(community), text)));
  assert.deepEqual(await Promise.all(texts.map((text) => titles(search, text))), alone);
});

test('if a file is gone since the site was published anew, the query is answered from the new one', async () => {
  const search = await searching(community);
  await search.query('queue');
  search.site.folder = await indexed([post('A new post about a kestrel', 'It is the newest.'), ...community.posts, ...others(3)]);
  assert.deepEqual(await titles(search, 'kestrel'), ['A new post about a kestrel']);
  assert.equal(search.site.asked.filter((name) => name === 'manifest.json').length, 2);
  // Filters that belong to the old one are counted anew as well.
  const old = await searching(community);
  const r = await old.query('queue');
  old.site.folder = search.site.folder;
  assert.equal((await old.facets(r)).kind.reduce((sum, { count }) => sum + count, 0), r.total);
});

test('a file that stays missing is an error, and not for ever', async () => {
  const site = await served(await indexed(community));
  const search = await open(site.base);
  site.answer = (name) => (name.startsWith('t/') ? 404 : undefined);
  await assert.rejects(search.query('queue'), Error);
  assert.equal(site.asked.filter((name) => name === 'manifest.json').length, 2);
  site.answer = () => undefined;
  assert.ok((await search.query('queue')).total > 1);
  site.answer = () => 404;
  await assert.rejects(open(site.base), Error);
});

test('without a network it rejects, and with one it goes on', async () => {
  const site = await served(await indexed(community));
  let down = false;
  const search = await open(site.base, { fetch: (...how) => (down ? Promise.reject(new TypeError('no network')) : fetch(...how)) });
  down = true;
  await assert.rejects(search.query('queue'), Error);
  down = false;
  assert.ok((await search.query('queue')).total > 1);
});

test('a folder may be given without its slash, and as an URL', async () => {
  const site = await served(await indexed(community));
  for (const base of [site.base, site.base.slice(0, -1), new URL(site.base)]) {
    assert.equal((await (await open(base)).query('certificate')).results[0].url, '/base/stories/certificate/');
  }
});
