// What every page has, so that a browser, a screen reader and a list of open tabs can name it.

/** @param {import('@playwright/test').Page} tab @returns {Promise<string[]>} what is wrong */
export function structure(tab) {
  return tab.evaluate(() => {
    const wrong = [];
    const count = (what, selector) => {
      const found = document.querySelectorAll(selector).length;
      if (found !== 1) wrong.push(`has ${found} ${what}, not one`);
    };
    count('h1', 'h1');
    count('main landmark', 'main, [role=main]');
    if (document.compatMode !== 'CSS1Compat') wrong.push('has no doctype');
    if (document.title.trim() === '') wrong.push('has no title');
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(document.documentElement.lang)) {
      wrong.push(`says its language is ${JSON.stringify(document.documentElement.lang)}`);
    }
    const main = document.querySelector('main, [role=main]');
    if (main && main.innerText.trim() === '') wrong.push('has nothing in main');
    for (const image of document.images) {
      // One that is loaded late has not been asked for yet.
      if (image.complete && image.naturalWidth === 0 && image.loading !== 'lazy') wrong.push(`shows no picture for ${image.src}`);
    }
    return wrong;
  });
}
