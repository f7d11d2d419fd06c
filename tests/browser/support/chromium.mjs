// Which browser the tests drive, and how it is started. The browser is the machine's own: nothing is
// ever downloaded here, and none of it talks to anybody but the site under test.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of the first browser found on the PATH; nothing if there is none. */
export function findBrowser() {
  for (const name of NAMES) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/** What Playwright needs to start it. Without `--no-sandbox` it refuses to run as root, as CI does. */
export const launch = {
  executablePath: findBrowser(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/**
 * Enlarges text as a reader does in the browser's settings: the size that `rem`, and `em` in a media query,
 * count from. A font size on the root element would leave the media queries as they were.
 *
 * @param {import('@playwright/test').Page} tab
 */
export async function enlargeText(tab, percent) {
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send('Page.setFontSizes', {
    fontSizes: { standard: Math.round(16 * percent / 100), fixed: Math.round(13 * percent / 100) },
  });
}
