// Which posts answer a query, and in which order: each rule with the reader who is glad of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { community, others, post, searching, titles } from './engine/index.mjs';

// Words so that texts are equally long, and of no other use.
const filler = 'It rained all day and the tea was cold when we came back.';
const site = (posts, more) => searching({ ...more, posts: [...posts, ...others(12)] });

test('impact: a word in the title counts most, then in a heading, a tag or a name, then in the text', async () => {
  const search = await site([
    post('Text', `A kestrel came. ${filler} ${filler}`),
    post('Tag', `A bird came. ${filler} ${filler}`, { tags: ['kestrel'] }),
    post('A kestrel', `A bird came. ${filler} ${filler}`),
  ]);
  assert.deepEqual(await titles(search, 'kestrel'), ['A kestrel', 'Tag', 'Text']);
});

test('impact: a word says more of a short text, and more the oftener it is there', async () => {
  const search = await site([
    post('Long', `A kestrel came. ${filler.repeat(20)}`),
    post('Short', `A kestrel came. ${filler}`),
    post('Often', `A kestrel came. A kestrel sat. A kestrel flew. A kestrel is a bird.`),
  ]);
  assert.deepEqual(await titles(search, 'kestrel'), ['Often', 'Short', 'Long']);
});

test('score: a word of few posts counts more than one of many', async () => {
  const common = Array.from({ length: 5 }, (_, i) => post(`Other ${i}`, `The gasket broke. ${filler}`));
  const search = await site([
    post('Common', `Gasket, gasket, gasket. ${filler} One kestrel.`),
    post('Rare', `Kestrel, kestrel, kestrel. ${filler} One gasket.`, { date: '2001-01-01' }),
    ...common,
  ]);
  assert.deepEqual(await titles(search, 'gasket kestrel'), ['Rare', 'Common']);
});

test('variants: a word that is not typed to its end finds longer words', async () => {
  const search = await searching(community);
  assert.equal((await titles(search, 'certif', { typing: true }))[0], 'A certificate expired on a Sunday');
  assert.equal((await titles(search, 'lost the primary data', { typing: true }))[0], 'We lost the primary database twice');
  // With a space after it, or without a reader at the keys, it is what it is.
  for (const [text, typing] of [['certif ', true], ['certif', false]]) {
    assert.deepEqual(await titles(search, text, { typing, exact: true }), []);
  }
});

test('variants: a half-typed word is found by its other forms, and in the shards that follow', async () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const words = Array.from({ length: 5000 }, (_, i) => `stra${letters[Math.floor(i / 676) % 26]}${letters[Math.floor(i / 26) % 26]}${letters[i % 26]}q`);
  const posts = Array.from({ length: 50 }, (_, i) => post(`Part ${i}`, words.slice(i * 100, i * 100 + 100).join(' ')));
  const search = await site([...posts, post('The form', 'We had been migrating for a day.'), post('The leader', 'A migrate came.')]);
  const manifest = await (await fetch(new URL('manifest.json', search.site.base))).json();
  const shards = manifest.shards.split(' ').filter((first) => first.startsWith('stra'));
  assert.ok(shards.length > 2, `the words fill ${shards.length} shards`);
  const { total } = await search.query('stra', { typing: true });
  const inThree = words.filter((word) => word < shards[2]).length / 100;
  assert.ok(total >= inThree, `${total} posts of at least ${inThree}`);
  assert.equal((await search.query('migrati', { typing: true })).total, 2);
});

test('variants: beside a whole word the longer ones count little, unless a title has them', async () => {
  const search = await site([
    post('One', `The pan broke. The panorama did not. ${filler}`),
    post('Two', `A panorama, once. ${filler}`),
    post('Three', `The pan broke. It was a pan. ${filler}`),
  ]);
  const found = await titles(search, 'pan', { typing: true });
  assert.equal(found.at(-1), 'Two');
  assert.equal(found.length, 3);
});

test('variants: among longer words the rarest does not come first', async () => {
  const many = Array.from({ length: 4 }, (_, i) => post(`Databases ${i}`, `The database was slow. Databases are. ${filler}`));
  const search = await site([...many, post('Bank', `The databank was named once. ${filler}`)]);
  assert.equal((await titles(search, 'datab', { typing: true })).at(-1), 'Bank');
});

test('variants: a synonym finds what the word itself does not, after what it does', async () => {
  const search = await searching(community);
  assert.deepEqual(await titles(search, 'k8s'), ['An upgrade of Kubernetes, in the wrong order']);
  // One way is one way.
  assert.deepEqual(await titles(search, 'kubernetes'), ['An upgrade of Kubernetes, in the wrong order']);
  const both = await site([post('By the other', `A postmortem. ${filler}`), post('By the word', `A retrospective. ${filler}`)], {
    synonyms: [['postmortem', 'retrospective']],
  });
  assert.deepEqual(await titles(both, 'retrospective'), ['By the word', 'By the other']);
  assert.deepEqual(await titles(both, 'retrospective', { exact: true }), ['By the word']);
});

test('variants: synonyms of several words, asked for and found, in any of their forms', async () => {
  const search = await searching(community);
  assert.deepEqual((await titles(search, 'retrospective'))[0], 'What a learning review is for');
  const few = await site(
    [post('One', `A postmortem. ${filler}`), post('Half', `An incident. ${filler}`), post('Both', `We review each incident. ${filler}`)],
    { synonyms: [['postmortem', 'incident review']] },
  );
  assert.deepEqual((await titles(few, 'postmortem')).sort(), ['Both', 'One']);
  assert.deepEqual((await titles(few, 'incident review')).sort(), ['Both', 'One']);
  assert.deepEqual((await titles(few, 'incident reviews')).sort(), ['Both', 'One']);
  assert.deepEqual(await titles(few, '"incident" review'), ['Both']);
});

test('variants: oe, ae and ue find ö, ä and ü', async () => {
  const search = await searching(community);
  for (const text of ['stoerung', 'STÖRUNG', 'storung', 'bahnhofstrasse']) {
    assert.deepEqual(await titles(search, text, { exact: true }), ['Die Störung in der Bahnhofstraße'], text);
  }
});

test('variants: Japanese is found by parts of its words', async () => {
  const search = await searching(community);
  for (const text of ['東京', '京都', '停電', 'データベース', '東']) {
    assert.equal((await titles(search, text))[0], '東京都のデータセンターで起きた停電', text);
  }
});

test('typo: one slip from four letters on, two from eight', async () => {
  const search = await searching(community);
  const certificate = 'A certificate expired on a Sunday';
  for (const [text, title, to] of [
    ['certifcate', certificate, 'certificate'],
    ['certificaet', certificate, 'certificate'],
    ['cretifcate', certificate, 'certificate'],
    ['pagger', 'The pager nobody carried', 'pager'],
    ['comna', 'One comma, four hundred servers', 'comma'],
  ]) {
    const { results, corrected } = await search.query(text);
    assert.equal(results[0]?.title, title, text);
    assert.deepEqual(corrected, [{ from: text, to }]);
  }
  for (const text of ['pgra', 'certfct', 'dks', 'crtfcat']) {
    assert.deepEqual((await search.query(text)).results, [], text);
  }
});

test('typo: only letters have slips', async () => {
  const search = await site([post('Number', `Error e1234 came. ${filler}`), post('Pairs', '停電のあと')]);
  for (const text of ['e1235', '停雷']) assert.deepEqual((await search.query(text)).results, [], text);
});

test('typo: a slip in the first letter is found among words of several posts', async () => {
  const search = await searching(community);
  const { results, corrected } = await search.query('wueue');
  assert.deepEqual(corrected, [{ from: 'wueue', to: 'queue' }]);
  assert.ok(results.length > 1);
});

test('typo: not while a word is in two posts; beside one only for a word that is far more common', async () => {
  const few = [post('Plan', `A plan. ${filler}`), post('Plant', `A plant. ${filler}`)];
  assert.deepEqual(await titles(await site(few), 'plan'), ['Plan']);
  const common = Array.from({ length: 9 }, (_, i) => post(`Database ${i}`, `The database. ${filler}`));
  const wrong = post('Wrong', `The databse. ${filler}`);
  const search = await site([wrong, ...common]);
  const { results, total, corrected } = await search.query('databse');
  assert.equal(results[0].title, 'Wrong');
  assert.equal(total, 10);
  assert.deepEqual(corrected, []);
  assert.equal((await search.query('databse', { exact: true })).total, 1);
  const again = await site([wrong, post('Wrong again', `A databse. ${filler}`), ...common]);
  assert.equal((await again.query('databse')).total, 2);
});

test('typo: of several words the more common, and of the same first letter', async () => {
  const search = await site([
    ...['One', 'Two', 'Three'].map((title) => post(title, `The table. ${filler}`)),
    post('Four', `The tabla. ${filler}`),
  ]);
  const { corrected } = await search.query('tablo');
  assert.deepEqual(corrected, [{ from: 'tablo', to: 'table' }]);
});

test('matching: every word that tells something has to be there', async () => {
  const search = await searching(community);
  const { total, results, dropped } = await search.query('queue sunday morning');
  assert.equal(total, 1);
  assert.equal(results[0].title, 'Queues, explained with bread');
  assert.deepEqual(dropped, []);
  // What more than half of the posts have need not be there.
  const bird = await site([post('Bird', 'A kestrel.')]);
  const { total: one, dropped: none } = await bird.query('tea kestrel');
  assert.deepEqual([one, none], [1, []]);
  assert.equal((await search.query('the queue that froze at the four of')).results[0].title, 'The queue that froze at four');
});

test('matching: if no post has all words, those that have most, and what was dropped is said', async () => {
  const search = await searching(community);
  const { results, dropped } = await search.query('queue backlog zygomorphic');
  assert.deepEqual(dropped, ['zygomorphic']);
  assert.deepEqual(results.map(({ title }) => title), ['The queue that froze at four']);
  const apart = await search.query('bakery certificate');
  assert.equal(apart.total, 2);
  assert.equal(apart.dropped.length, 1);
  const nothing = await search.query('zygomorphic');
  assert.deepEqual([nothing.total, nothing.dropped], [0, ['zygomorphic']]);
});

test('last order: words near each other and in the order of the query come first', async () => {
  const far = `We opened the valve. ${filler.repeat(8)} Then the gasket broke.`;
  const near = `We opened it. ${filler.repeat(8)} Then the valve and its gasket broke.`;
  const next = `We opened it. ${filler.repeat(8)} Then and there its valve gasket broke.`;
  const back = `We opened it. ${filler.repeat(8)} Then and there its gasket valve broke.`;
  const search = await site([post('Next', next), post('Near', near), post('Back', back), post('Far', far)]);
  const found = await titles(search, 'valve gasket');
  assert.equal(found[0], 'Next');
  assert.equal(found.at(-1), 'Far');
});

test('last order: the ten is put in order by itself, so pages neither repeat nor lose a result', async () => {
  const posts = Array.from({ length: 37 }, (_, i) => post(`Post ${i}`, `${'gasket '.repeat(1 + (i % 5))} ${filler.repeat(i % 3)} valve`));
  const search = await searching([...posts, ...others(60)]);
  const whole = await titles(search, 'valve gasket', { limit: 100 });
  assert.equal(new Set(whole).size, 37);
  for (const step of [1, 3, 10, 12]) {
    const pages = [];
    for (let offset = 0; offset < 37; offset += step) pages.push(...(await titles(search, 'valve gasket', { offset, limit: step })));
    assert.deepEqual(pages, whole, `in steps of ${step}`);
  }
});

test('title: one that is the query comes first, then those that begin with it', async () => {
  const search = await site([
    post('Again, the slow valve', `Slow valve, slow valve, slow valve. The slow valve is a slow valve.`),
    post('The slow valve, explained', `A text. ${filler}`),
    post('The slow valve', `A text. ${filler.repeat(5)}`),
    post('The slow valves', `A text. ${filler}`),
  ]);
  const wanted = ['The slow valve', 'The slow valves', 'The slow valve, explained', 'Again, the slow valve'];
  assert.deepEqual(await titles(search, 'The slow valve'), wanted);
  assert.equal((await titles(search, 'the slow vlave'))[0].slice(0, 14), 'The slow valve');
});

test('title: each post of the fixture is found by its title, whole and half-typed', async () => {
  const search = await searching(community);
  for (const { title } of community.posts) {
    assert.equal((await titles(search, title))[0], title);
    const half = title.slice(0, -2);
    assert.equal((await titles(search, half, { typing: true }))[0], title, half);
  }
});

test('newest: the same posts by their days', async () => {
  const search = await searching(community);
  const best = await titles(search, 'queue database');
  const dates = (await search.query('database', { sort: 'newest' })).results.map(({ date }) => date);
  assert.ok(dates.length > 2);
  assert.deepEqual(dates, [...dates].sort().reverse());
  assert.deepEqual((await titles(search, 'queue database', { sort: 'newest' })).sort(), best.sort());
});

test('weight: what a site finds important comes before what is as good', async () => {
  const search = await site([post('Light', `A kestrel. ${filler}`, { weight: 0.5 }), post('Heavy', `A kestrel. ${filler}`, { weight: 2, date: '2020-01-01' })]);
  assert.deepEqual(await titles(search, 'kestrel'), ['Heavy', 'Light']);
});
