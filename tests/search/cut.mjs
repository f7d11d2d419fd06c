// Cuts texts into words, for `tests/suite/search_words.rs`, which compares them with its own.
//
// In: a JSON list of texts. Out: the version of Unicode here, and of each text what of it is assigned here,
// its words, and whether each is from a stretch of the text that has it. Leaves with 3 if this Node is older
// than the first that takes a `.js` with `export` for a module.

import { readFileSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) process.exit(3);
const { spans, words } = await import('../../themes/default/search/search.js');

const cut = JSON.parse(readFileSync(0, 'utf8')).map((given) => {
  const text = given.replace(/\P{Assigned}/gu, '');
  const found = spans(text);
  const placed = found.every(([word, start, end]) => words(text.slice(start, end)).includes(word));
  return { text, words: found.map(([word]) => word), placed };
});
process.stdout.write(JSON.stringify({ unicode: process.versions.unicode, cut }));
