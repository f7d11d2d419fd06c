// Opens a page and tells what went wrong on the way: the answer, the console, scripts, and every request.

/**
 * Opens `path` and waits until it has loaded.
 *
 * @param {import('@playwright/test').Page} tab
 * @param {string} base    where the site is being served
 * @param {number} status  the answer there should be
 * @returns {Promise<string[]>} what is wrong
 */
export async function open(tab, base, path, status = 200) {
  const wrong = [];
  const address = new URL(path, base).href;
  const host = new URL(base).host;
  // What the page before had asked for is given up when it is left; that is not this page's doing.
  const asked = new Set();
  const ear = {
    console: (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      // The browser itself remarks on a page that answers 404; where that is asked for, it is right.
      if (status !== 200 && message.location().url === address) return;
      wrong.push(`the console says (${message.type()}): ${message.text()} ${message.location().url}`);
    },
    pageerror: (error) => wrong.push(`a script failed: ${error.message}`),
    request: (request) => {
      asked.add(request);
      const url = new URL(request.url());
      if (/^https?:|^wss?:/.test(url.protocol) && url.host !== host) wrong.push(`asks another host: ${url.href}`);
    },
    requestfailed: (request) => {
      const { errorText } = request.failure() ?? {};
      // An icon is the browser's own affair: it asks for one at any moment, and thinks better of it when
      // a page is left. That the icon is there is looked at with all other links.
      if (errorText === 'net::ERR_ABORTED' && /\/favicon\.\w+$/.test(new URL(request.url()).pathname)) return;
      // Nor is what waited to be fetched on the page before, and was begun as that was left.
      if (errorText === 'net::ERR_ABORTED' && request.headers().referer !== address) return;
      if (asked.has(request)) wrong.push(`could not load ${request.url()}: ${errorText}`);
    },
    response: (response) => {
      if (response.status() >= 400 && response.url() !== address) {
        wrong.push(`needs ${response.url()}, which answers ${response.status()}`);
      }
    },
  };
  for (const [event, listen] of Object.entries(ear)) tab.on(event, listen);
  try {
    const response = await tab.goto(address, { waitUntil: 'load' });
    if (response?.status() !== status) wrong.push(`answers ${response?.status()}, not ${status}`);
    // Fonts may come after all else, and are part of the page.
    await tab.evaluate(() => document.fonts.ready.then(() => undefined));
    const type = response?.headers()['content-type'] ?? '';
    if (!type.startsWith('text/html')) wrong.push(`is sent as ${type}`);
  } catch (error) {
    wrong.push(`does not open: ${error.message}`);
  } finally {
    for (const [event, listen] of Object.entries(ear)) tab.off(event, listen);
  }
  return wrong;
}
