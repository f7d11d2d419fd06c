// Whether a page is read in the order in which it was written: by the eye that goes down it, without any
// style, and by whoever compares it with its source.

/**
 * What the eye meets in another order than a screen reader. Each piece of text in `main` stands below the
 * one before it, or to the right. Call it in a narrow window, or for paper: on a wide screen a margin has
 * notes of its own beside the text.
 *
 * @param {import('@playwright/test').Page} tab
 * @returns {Promise<string[]>} what is wrong
 */
export function eye(tab) {
  return tab.evaluate(() => {
    const seen = [];
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.data.trim() === '' || !node.parentElement.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
      if (lines.length === 0) continue;
      const all = range.getBoundingClientRect();
      seen.push({ first: lines[0], last: lines.at(-1), right: all.right, words: node.data.trim().replace(/\s+/g, ' ').slice(0, 40) });
    }
    const wrong = [];
    for (let at = 1; at < seen.length; at += 1) {
      const [before, after] = [seen[at - 1], seen[at]];
      // In the cell, column or item beside the one before.
      if (after.first.left >= before.right - 1) continue;
      const above = after.first.bottom <= before.last.top + 1;
      const level = Math.min(after.first.bottom, before.last.bottom) - Math.max(after.first.top, before.last.top)
        > Math.min(after.first.height, before.last.height) / 2;
      if (above || (level && after.first.right <= before.last.left + 1)) {
        wrong.push(`shows “${after.words}” before “${before.words}”, which it comes after`);
      }
    }
    return wrong;
  });
}

/** The words of a text, without all that stands between them. */
export function words(text) {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/**
 * What an author wrote, line by line, as far as all of it is to be seen on the page: of notes, citations and
 * pictures a page makes something else, and who speaks is named in full.
 *
 * @param {string} source  Markdown with its front matter
 * @returns {string[]}
 */
export function written(source) {
  const body = source.replace(/^\+\+\+\n[^]*?\n\+\+\+\n/, '').replace(/\r/g, '');
  return body.split('\n').filter((line) => !/^\s*(```|~~~)|^\[\^[^\]]+\]:|^ {4}/.test(line)).map((line) => line
    .replace(/^> \[!\w+\][+-]?/, '')
    .replace(/^\w+: /, '')
    .replace(/^\s*(known|caption|credit|alt|src): /, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, '$1')
    .replace(/\[\^[^\]]+\]|\[[^\]]*@[^\]]*\](?!\()/g, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/\{[^}]*\}|<[^>]*>/g, ''));
}

/**
 * Which of the lines a text does not have, each whole and after the one before.
 *
 * @param {string} text     what a reader meets
 * @param {string[]} lines  what was written
 * @returns {string[]} what is wrong
 */
export function told(text, lines) {
  const met = words(text);
  const wrong = [];
  let from = 0;
  for (const line of lines) {
    const own = words(line);
    if (own.length === 0) continue;
    const end = endOf(own, met, from);
    if (end < 0) wrong.push(`does not have, where it was written, “${line.trim().slice(0, 60)}”`);
    else from = end;
  }
  return wrong;
}

/** Where words end that stand together from `from` on, with little between them: a number of a note, a label. */
function endOf(own, met, from) {
  for (let start = met.indexOf(own[0], from); start >= 0; start = met.indexOf(own[0], start + 1)) {
    let at = start;
    let found = 0;
    while (at < met.length && found < own.length && at - start < own.length * 1.3 + 8) {
      if (met[at] === own[found]) found += 1;
      at += 1;
    }
    if (found === own.length) return at;
  }
  return -1;
}

/** The questions among what a document asks, in the order of its guide: those of its text, then those of its front matter. */
export function asked(source) {
  const blocks = [...source.matchAll(/^```questions[^\n]*\n([^]*?)^```/gm)].flatMap(([, lines]) => written(lines));
  const [, fields = ''] = /^questions = \[([^]*?)\]\s*$/m.exec(source) ?? [];
  return [...blocks, ...[...fields.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replaceAll('\\"', '"'))];
}
