// A little site that is there to be searched: more results than fit on a page of them, a word that is easily
// misspelt, texts in other scripts, and a title that would be dangerous as HTML.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { retell } from './program.mjs';

const PEOPLE = ['Ana Berg', 'Bo Lind', 'Cleo Marsh', 'Dirk Aalto', 'Emi Sato', 'Finn Orr', 'Gil Novak', 'Hana Kir', 'Ivo Mann', 'Jun Park', 'Kai Vos'];

/** One document: the rest of its front matter in TOML, and its text. */
const piece = (title, date, author, more, text) =>
  `+++\ntitle = ${JSON.stringify(title)}\nsummary = "A short one."\ndate = ${date}\nauthors = [${JSON.stringify(author)}]\n${more}\n+++\n\n${text}\n`;

const FILES = {
  'static/favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
  'retell.toml': 'title = "Quay"\nbase_url = "https://quay.example/"\n',
  'content/essays/two-databases.md': piece('Two clocks and one tide', '2025-03-05', 'Ana Berg', 'topics = ["clocks"]', [
    'Nobody had asked which of the two was right.',
    '## What the log said',
    'The database had the time of the harbour, and the other database had the time of the ship.',
  ].join('\n\n')),
  'content/stories/one-database.md': piece('The night it filled', '2024-05-03', 'Bo Lind', 'topics = ["clocks"]',
    'A database that is full tells you so in its own way. Kai and Ana were there.'),
  'content/stories/hostile.md': piece('<img src=x onerror="window.hacked=1"> & “co”', '2023-01-09', 'Ivo Mann', '',
    'A hostile line: `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>` came in through the form.'),
  'content/stories/maabarta.md': piece('המעבורת שלא יצאה', '2023-02-09', 'Ivo Mann', 'language = "he"', 'המעבורת עמדה ברציף כל הלילה.'),
  'content/stories/tokyo.md': piece('東京都の夜', '2023-03-09', 'Emi Sato', 'language = "ja"', '東京都の夜は長い。'),
  ...Object.fromEntries(Array.from({ length: 23 }, (_, at) => [
    `content/stories/queue-${at}.md`,
    piece(`The ${at + 1}th in line`, `${2020 + at % 5}-0${1 + at % 9}-11`, PEOPLE[at % PEOPLE.length], at % 2 ? 'topics = ["waiting"]' : '',
      `Everybody stood in the queue.\n\n## Backlog ${at}\n\n${'It went on as it had. '.repeat(at)}The queue grew, and the backlog with it.`),
  ])),
};

/** Builds the site for an address; gives the folder it was published to, and removes it again. */
export async function publishSearchSite(base = 'https://quay.example/') {
  const folder = await mkdtemp(join(tmpdir(), 'retell-search-'));
  const site = join(folder, 'site');
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(site, name)), { recursive: true });
    await writeFile(join(site, name), text);
  }
  const output = join(folder, 'public');
  execFileSync(retell, ['--quiet', '-C', site, 'build', '--now', '2026-11-15', '--base-url', base, '--output-dir', output], { stdio: 'inherit' });
  return { output, remove: () => rm(folder, { recursive: true, force: true }) };
}
