// Walks through a page with the Tab key, as somebody does who has no mouse.

/** Everything a keyboard should reach, in the order of the page; kept in the page, so that a stop can be told apart. */
function remember() {
  const canBeReached = 'a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], '
    + 'video[controls], iframe, [contenteditable=true], [tabindex]';
  window.stops = [...document.querySelectorAll(canBeReached)].filter((element) =>
    element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }));
  return window.stops.length;
}

/** What is wrong with the place where the focus is now. */
function look() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return { at: -1, wrong: [] };
  const name = `<${element.localName}> ${(element.getAttribute('aria-label') || element.textContent).trim().replace(/\s+/g, ' ').slice(0, 40)}`;
  const wrong = [];
  const style = getComputedStyle(element);
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1) wrong.push(`shows no focus on ${name}`);
  // A link over two lines has a box for each.
  const box = [...element.getClientRects()].find((box) => box.width > 0 && box.height > 0);
  if (!box) {
    wrong.push(`puts the focus on ${name}, which has no place on the page`);
  } else if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) {
    wrong.push(`puts the focus outside the window, on ${name}`);
  } else {
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const there = document.elementFromPoint(x, y);
    if (there && !element.contains(there) && !there.contains(element)) {
      wrong.push(`puts the focus on ${name}, which is hidden behind <${there.localName} class="${there.className}">`);
    }
  }
  return { at: window.stops.indexOf(element), name, wrong };
}

/**
 * Presses Tab from the top of the page to its end.
 *
 * @param {import('@playwright/test').Page} tab
 * @returns {Promise<string[]>} what is wrong
 */
export async function walk(tab) {
  const count = await tab.evaluate(remember);
  const wrong = [];
  const reached = new Set();
  let last = -1;
  // Controls such as a player's have stops of their own inside; the limit is only against a trap.
  for (let presses = 0; presses < count * 2 + 50; presses += 1) {
    await tab.keyboard.press('Tab');
    const stop = await tab.evaluate(look);
    if (stop.at === -1 && !stop.name) break;
    if (stop.at === 0 && reached.size > 1) break;
    wrong.push(...stop.wrong);
    if (stop.at >= 0) {
      if (stop.at < last) wrong.push(`goes back up the page, to ${stop.name}`);
      last = stop.at;
      reached.add(stop.at);
    }
  }
  const missed = await tab.evaluate((reached) =>
    window.stops.filter((_, at) => !reached.includes(at)).map((element) =>
      `<${element.localName}> ${element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40)}`), [...reached]);
  wrong.push(...missed.map((name) => `cannot be reached with the Tab key: ${name}`));
  if (count === 0) wrong.push('has nothing that a keyboard could reach');
  return wrong;
}

/**
 * The first stop is a link that can be seen and leads to the text: the next stop after it is in main.
 *
 * @param {import('@playwright/test').Page} tab
 * @returns {Promise<string[]>} what is wrong
 */
export async function skip(tab) {
  await tab.keyboard.press('Tab');
  const wrong = await tab.evaluate(() => {
    const link = document.activeElement;
    const main = document.querySelector('main');
    if (link?.localName !== 'a' || !link.hash || document.querySelector(CSS.escape ? `#${CSS.escape(link.hash.slice(1))}` : link.hash) !== main) {
      return [`begins with <${link?.localName}> ${link?.textContent.trim().slice(0, 40)}, not with a link to main`];
    }
    const box = link.getBoundingClientRect();
    const seen = box.width > 1 && box.height > 1 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth
      && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === link;
    return seen ? [] : ['has a skip link that cannot be seen when it has the focus'];
  });
  if (wrong.length > 0) return wrong;
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => location.hash !== '');
  const top = await tab.evaluate(() => document.querySelector('main').getBoundingClientRect().top);
  const height = tab.viewportSize().height;
  if (top < -1 || top > height / 2) wrong.push(`shows main ${Math.round(top)} px below the top of the window after the skip link`);
  await tab.keyboard.press('Tab');
  const next = await tab.evaluate(() => {
    const main = document.querySelector('main');
    const within = [...main.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')].some((e) => e.checkVisibility());
    // A main without anything to reach sends the focus on to what follows it.
    const right = within ? main.contains(document.activeElement)
      : Boolean(main.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING);
    return right ? undefined : document.activeElement?.textContent.trim().slice(0, 40);
  });
  if (next !== undefined) wrong.push(`goes from the skip link to “${next}”, which is not in main`);
  return wrong;
}
