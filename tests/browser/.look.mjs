import { chromium } from '@playwright/test';
import { launch } from './support/chromium.mjs';
const browser = await chromium.launch(launch);
const states = {
  home: [''], story: ['stories/'], empty: ['search/'], results: ['search/?q=queue'], typo: ['search/?q=databse'],
  filters: ['search/?q=ferry&kind=story', async (t) => { await t.click('summary'); await t.waitForSelector('fieldset'); }],
  none: ['search/?q=zebrafish'], lifted: ['search/?q=ferry&kind=essay&year=1999'],
};
const only = process.argv[2]?.split(',');
const widths = (process.argv[3] ?? '320,1280').split(',').map(Number);
for (const colorScheme of (process.argv[4] ?? 'light').split(',')) for (const width of widths) {
  const c = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
  const t = await c.newPage();
  t.on('console', (m) => console.log(width, m.type(), m.text()));
  t.on('pageerror', (m) => console.log(width, 'ERROR', m.message));
  for (const [name, [path, act]] of Object.entries(states)) {
    if (only && !only.includes(name) && only[0] !== 'all') continue;
    await t.goto('http://127.0.0.1:8736/' + path);
    await t.waitForTimeout(500);
    await act?.(t);
    await t.waitForTimeout(300);
    await t.screenshot({ path: `/tmp/pg/shot/${name}.${width}.${colorScheme}.png`, fullPage: !['home', 'story'].includes(name) });
  }
  await c.close();
}
await browser.close();
