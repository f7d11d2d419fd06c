// A check that cannot fail is none. Here each is shown made-up pages: a good one, with which it has to be
// content, and one for each thing that it is there to find.

import { accessibility } from './checks/accessibility.mjs';
import { feeds } from './checks/feeds.mjs';
import { skip, walk } from './checks/keyboard.mjs';
import { broken, ends } from './checks/links.mjs';
import { open } from './checks/loading.mjs';
import { motion } from './checks/motion.mjs';
import { asked, eye, told, written } from './checks/order.mjs';
import { paper } from './checks/print.mjs';
import { sideways } from './checks/reflow.mjs';
import { structure } from './checks/structure.mjs';
import { oneOfEach, sortOf } from './support/pages.mjs';
import { Problems } from './support/problems.mjs';
import { expect, test } from './support/fixtures.mjs';

const BASE = 'http://made-up.example/';
const STYLE = '.skip:not(:focus) { position: absolute; clip-path: inset(50%) } @media print { nav, .skip { display: none } }';
const FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><link href="http://made-up.example/"/></entry></feed>';
const FEEDS = '<link rel="alternate" type="application/atom+xml" title="Ebb" href="/feed.xml">';
const MAIN = '<h1>Tide</h1><p>It said 1.9 below. <a href="/">Home</a></p><h2 id="later">Later</h2><p>It rose.</p>';

/** A page with nothing wrong, but for what is put into it. */
function made({ lang = 'en', head = '', style = '', first = '<a class="skip" href="#main">To the text</a>', main = MAIN, body } = {}) {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>Tide</title><link rel="icon" href="data:,">
    <style>${STYLE} ${style}</style>${head}</head>
    <body>${body ?? `${first}<header><nav aria-label="Main"><a href="/">Ebb</a></nav></header><main id="main">${main}</main>`}</body></html>`;
}

/** Serves a made-up page at the root of a made-up host, and nothing else but a feed. */
async function serve(page, html) {
  await page.context().unrouteAll();
  await page.context().route('**/*', (route) => {
    const { host, pathname } = new URL(route.request().url());
    if (host !== 'made-up.example') return route.fulfill({ status: 200, body: '' });
    if (pathname === '/') return route.fulfill({ status: 200, contentType: 'text/html', body: html });
    if (pathname === '/feed.xml') return route.fulfill({ status: 200, contentType: 'application/xml', body: FEED });
    if (pathname === '/bad.xml') return route.fulfill({ status: 200, contentType: 'application/xml', body: '<feed><entry></feed>' });
    return route.fulfill({ status: 404, contentType: 'text/html', body: html });
  });
}

/** What a check says of a made-up page. */
async function said(page, check, what) {
  await serve(page, made(what));
  const opened = await open(page, BASE, '');
  return check === open ? opened : check(page);
}

async function linked(page, below = '') {
  const site = { url: BASE + below, base: 'https://published.example/', files: new Set(['index.html', 'feed.xml']) };
  return broken(site, new Map([['', await ends(page)]])).map(([, wrong]) => wrong);
}

/** The same for a site below `/repo/`, which the made-up links to `/` lead out of. */
const linkedBelow = (page) => linked(page, 'repo/');

async function fed(page) {
  return (await feeds(page, BASE)).flatMap(({ wrong }) => wrong);
}

/** The check, what it is to find, a page that has it, and words of what has to be said of it. */
const MISTAKES = [
  [open, 'a console error', { head: '<script>console.error("oh dear")</script>' }, /console says \(error\): oh dear/],
  [open, 'a console warning', { head: '<script>console.warn("mind this")</script>' }, /console says \(warning\): mind this/],
  [open, 'a script that fails', { head: '<script>throw new Error("undone")</script>' }, /a script failed: undone/],
  [open, 'another host', { head: '<script src="https://elsewhere.example/a.js"></script>' }, /asks another host: https:\/\/elsewhere/],
  [open, 'a font that is not there', { style: '@font-face { font-family: Ebb; src: url(/gone.woff2) } p { font-family: Ebb }' }, /needs .*gone\.woff2, which answers 404/],
  [open, 'a style that is not there', { head: '<link rel="stylesheet" href="/gone.css">' }, /needs .*gone\.css, which answers 404/],
  [structure, 'no h1', { main: '<p>It rose.</p>' }, /has 0 h1/],
  [structure, 'two h1', { main: '<h1>Tide</h1><h1>Again</h1>' }, /has 2 h1/],
  [structure, 'no main', { body: '<h1>Tide</h1>' }, /has 0 main landmark/],
  [structure, 'an empty main', { body: '<h1>Tide</h1><main></main>' }, /nothing in main/],
  [structure, 'no language', { lang: '' }, /its language is ""/],
  [structure, 'an empty title', { head: '<script>document.title = ""</script>' }, /has no title/],
  [structure, 'a picture that is none', { main: `${MAIN}<img alt="" src="data:image/png,no">` }, /shows no picture/],
  [linked, 'a link to nothing', { main: '<h1>Tide</h1><a href="/gone/">Gone</a>' }, /leads to \/gone\/, where nothing is/],
  [linked, 'a link to a place that a page has not', { main: '<h1>Tide</h1><a href="#sooner">Sooner</a>' }, /leads to #sooner on \//],
  [linked, 'a canonical address that is not there', { head: '<link rel="canonical" href="https://published.example/gone/">' }, /leads to \/gone\//],
  [linked, 'a picture in a set that is not there', { main: '<h1>Tide</h1><img alt="" srcset="data:, 1x, /gone.png 2x">' }, /leads to \/gone\.png/],
  [accessibility, 'faint letters', { style: 'p { color: #999; background: #fff }' }, /^color-contrast: /],
  [accessibility, 'a picture without words', { main: `${MAIN}<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">` }, /^image-alt: /],
  [accessibility, 'a level of headings left out', { main: '<h1>Tide</h1><h4>Later</h4>' }, /^heading-order: /],
  [accessibility, 'targets that are small and close', {
    main: `${MAIN}<ul style="font-size: 8px; line-height: 1; list-style: none">${'<li><a href="/">one</a></li>'.repeat(3)}</ul>`,
  }, /^target-size: /],
  [sideways, 'a word that is too long', { main: `<h1>${'Tide'.repeat(300)}</h1>` }, /at 1280 px, <h1> Tide.* reaches from/],
  [sideways, 'what is cut off at the side', { style: 'body { overflow-x: hidden }', main: '<h1>Tide</h1><p style="width: 2000px">It rose.</p>' }, /<p> It rose/],
  [eye, 'an order that only styles make', { style: 'main { display: flex; flex-direction: column } h2 { order: -1 }' }, /shows “Later” before “Home”/],
  [eye, 'words that change sides', { style: 'h2 { display: flex; flex-direction: row-reverse; justify-content: start }', main: '<h1>Tide</h1><h2><b>It</b><b>rose</b></h2>' }, /shows “rose” before “It”/],
  [skip, 'no skip link', { first: '' }, /begins with <a> Ebb, not with a link to main/],
  [skip, 'a skip link that stays hidden', { style: '.skip:focus { position: absolute; clip-path: inset(50%) }' }, /cannot be seen/],
  [skip, 'a skip link to elsewhere', { first: '<a href="#later">Later</a>' }, /not with a link to main/],
  [skip, 'a focus that goes elsewhere', { head: '<script>addEventListener("hashchange", () => document.querySelector(".skip").focus())</script>' }, /goes from the skip link to/],
  [walk, 'a focus that is not seen', { style: ':focus-visible { outline: none }' }, /shows no focus on <a> /],
  [walk, 'a focus outside the window', { main: `${MAIN}<a href="/" style="position: fixed; left: -900px">Away</a>` }, /outside the window, on <a> Away/],
  [walk, 'a focus behind something', { main: `${MAIN}<p style="position: fixed; inset: 0; background: #fff">Over</p>` }, /hidden behind <p/],
  [walk, 'an order of its own', { main: `${MAIN}<a href="/" tabindex="1">Pushed forward</a>` }, /goes back up the page/],
  [walk, 'a trap', { main: `${MAIN}<button>Stay</button><a href="/">After</a><script>document.querySelector("button").onkeydown = (e) => e.preventDefault()</script>` }, /cannot be reached with the Tab key: <a> After/],
  [motion, 'something that moves', { style: '@keyframes drift { to { translate: 9px } } h1 { animation: drift 1s infinite }' }, /moves <h1/],
  [motion, 'smooth scrolling', { style: 'html { scroll-behavior: smooth }' }, /scrolls smoothly/],
  [paper, 'a navigation on paper', { style: '@media print { nav { display: block } }' }, /prints a navigation: Main/],
  [paper, 'a button on paper', { main: `${MAIN}<button>Send</button>` }, /there to be pressed: <button> Send/],
  [paper, 'a text that is missing on paper', { style: '@media print { p { display: none } }' }, /does not print It said/],
  [paper, 'dark paper', { style: 'html { color-scheme: light dark }' }, /not white/],
  [fed, 'a feed that is not there', { head: '<link rel="alternate" type="application/atom+xml" title="Ebb" href="/gone.xml">' }, /answers 404/],
  [fed, 'a feed that is no XML', { head: '<link rel="alternate" type="application/atom+xml" title="Ebb" href="/bad.xml">' }, /is no XML/],
  [fed, 'a feed without a title', { head: '<link rel="alternate" type="application/atom+xml" href="/feed.xml">' }, /no title in the head/],
];

for (const check of new Set(MISTAKES.map(([check]) => check))) {
  test(`“${check.name}” finds what it is for, and nothing on a good page`, async ({ page }) => {
    if (check === paper) await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect.soft(await said(page, check, { head: FEEDS }), 'a good page').toEqual([]);
    for (const [, mistake, what, words] of MISTAKES.filter(([one]) => one === check)) {
      expect.soft(await said(page, check, what), mistake).toContainEqual(expect.stringMatching(words));
    }
  });
}

test('a page that does not tell what was written, or in another order, is found', () => {
  const source = '+++\ntitle = "Tide"\n+++\n\nNele: It *said* [1.9](@/a.md) below.[^n]\n\n```timeline\n19:42 [the gauge] It rose.\n  known: nothing\n```\n\n[^n]: A note.\n';
  const lines = written(source);
  expect(told('Nele Ravn: It said 1.9 below.1 19:42 the gauge: It rose. Known then: nothing', lines)).toEqual([]);
  expect(told('19:42 the gauge: It rose. Known then: nothing. It said 1.9 below.', lines)).toHaveLength(2);
  expect(told('It said 1.9 below. 19:42 the gauge: It rose.', lines)).toEqual([expect.stringContaining('nothing')]);
  expect(asked('+++\nquestions = [\n  "Who?",\n]\n+++\n\n```questions\n1. What?\n```\n').filter(Boolean)).toEqual(['1. What?', 'Who?']);
});

test('a link that leaves the path a site stands below is found', async ({ page }) => {
  expect(await said(page, linkedBelow, {})).toContainEqual('leads out of the site: /');
});

test('a page that answers otherwise than it should is found', async ({ page }) => {
  await serve(page, made());
  expect(await open(page, BASE, 'gone/')).toContainEqual('answers 404, not 200');
  expect(await open(page, BASE, 'gone/', 404)).toEqual([]);
});

test('all that is wrong is told, with the page it was found on', () => {
  const problems = new Problems();
  expect(() => problems.none()).not.toThrow();
  problems.add('stories/tide/', ['has 0 h1, not one', 'has no title']);
  problems.add('', 'has no title');
  expect(() => problems.none()).toThrow('3 found:\n  /stories/tide/: has 0 h1, not one\n  /stories/tide/: has no title\n  /: has no title');
});

test('a new kind of document is looked at without being named anywhere', () => {
  const article = (kind, more) => `<main id="main">\n<article class="page kind-${kind}"><h1>Tide</h1>${more}</article>`;
  const list = '<main><div class="list"><h1>All</h1><article class="card kind-story">';
  const pages = [
    ['', list],
    ['stories/', list],
    ['stories/a/', article('story', 'short')],
    ['stories/b/', article('story', 'a longer one, with more in it than that')],
    ['stories/b/questions/', article('story', 'the longest of all').replace('"page', '"guide')],
    ['stories/d/', article('story', '<ol class="log-lines">')],
    ['logs/c/', article('log-book', '')],
    ['people/d/', list],
    ['moved/', '<meta http-equiv="refresh" content="0; url=/">'],
  ].map(([path, html]) => ({ path, html, sort: sortOf(path, html) }));
  expect(oneOfEach(pages).map(({ path, sort }) => [path, sort])).toEqual([
    ['', 'home'], ['logs/c/', 'log-book'], ['people/d/', 'list /people/*'], ['stories/', 'list /stories/'], ['stories/b/', 'story'],
    ['stories/b/questions/', 'guide story'], ['stories/d/', 'story'],
  ]);
});

test('a program that is started is waited for, heard and stopped', async ({ startProgram }) => {
  const script = 'console.error("at http://localhost:" + 4000); setInterval(() => {}, 1000)';
  const program = await startProgram(process.execPath, ['-e', script], { ready: /at (http:\S+)/ });
  expect(program.match[1]).toBe('http://localhost:4000');
  await program.stop();
  const ended = startProgram(process.execPath, ['-e', 'console.log("no"); process.exit(3)'], { ready: /yes/ });
  await expect(ended).rejects.toThrow(/ended with 3 before it was ready\nno/);
  await expect(startProgram('no-such-program', [], { ready: /yes/ })).rejects.toThrow(/ENOENT/);
});
