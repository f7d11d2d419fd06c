// Words, as browsers cut them: the same cases that `cargo test` runs, and where in the text the words are from.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { spans, words } from '../../themes/default/search/search.js';

const cases = JSON.parse(readFileSync(new URL('tokens.json', import.meta.url), 'utf8'));

for (const [section, pairs] of Object.entries(cases)) {
  test(`words: ${section}`, () => {
    for (const [text, expected] of pairs) {
      assert.equal(words(text).join(' '), expected, JSON.stringify(text));
    }
  });
}

test('a word is from a stretch that has it', () => {
  for (const [text] of Object.values(cases).flat()) {
    for (const [word, start, end] of spans(text)) {
      assert.ok(0 <= start && start < end && end <= text.length, `${JSON.stringify(text)}: ${word} ${start} ${end}`);
      assert.ok(words(text.slice(start, end)).includes(word), `${JSON.stringify(text)}: ${word} ${start} ${end}`);
    }
  }
});

test('places are those of the text as it is written', () => {
  const stretches = (text) => spans(text).map(([word, start, end]) => `${word}=${text.slice(start, end)}`).join(' ');
  assert.equal(stretches('Die Straße, die STÖRUNG.'), 'die=Die strasse=Straße die=die storung=STÖRUNG');
  assert.equal(stretches('cafe\u0301s. E\u0301t'), 'cafes=cafe\u0301s et=E\u0301t');
  assert.equal(stretches('… ½ œuvre'), '1=½ 2=½ oeuvre=œuvre');
  assert.equal(stretches('東京都のｶﾞｽ'), '東京=東京 京都=京都 都の=都の のガ=のｶﾞ ガス=ｶﾞｽ');
  assert.equal(stretches('𠮷野家 𝐇𝐢 🎉 x'), '𠮷野=𠮷野 野家=野家 hi=𝐇𝐢 x=x');
  assert.equal(stretches('한\u1112\u1161\u11ab'), '한한=한\u1112\u1161\u11ab');
  // A mark is as long as its cluster, so it never parts a letter from its vowel sign.
  assert.equal(stretches('ก้าว'), 'ก้=ก้ ้า=ก้า าว=าว');
});

test('a word that is too long is cut, and its place is not', () => {
  assert.deepEqual(spans(`a ${'x'.repeat(50)} b`)[1], ['x'.repeat(40), 2, 52]);
});

test('half a pair of surrogates is in no word', () => {
  assert.deepEqual(words('a\ud83db\udc00c'), ['a', 'b', 'c']);
  assert.deepEqual(spans('\ud83d x'), [['x', 2, 3]]);
});

test('long texts are cut in a blink', () => {
  for (const piece of ['word ', 'é', '東', '\u0301', 'a\u0301', '\u0e31', 'ㅋ', '.', '…', '\u{1f389}', '\ud800', ' ']) {
    const begin = performance.now();
    words(piece.repeat(100_000));
    assert.ok(performance.now() - begin < 5_000, JSON.stringify(piece));
  }
});
