// Whatever is asked, and whatever the texts hold: nothing of it is executed, and nothing complains.

import { expect, parts, test } from './support/searching.mjs';

const QUERIES = {
  'ten thousand letters': 'q'.repeat(10_000),
  'ten thousand letters in words': 'queue backlog '.repeat(715),
  'fifty words': Array.from({ length: 50 }, (_, at) => `word${at}`).join(' '),
  'a picture that runs a script': '<img src=x onerror="window.hacked=1">',
  'an element': '"><script>window.hacked=1</script>',
  'a place in a message': '{query} {instead} $& $1 %s',
  'right to left': 'המעבורת שלא',
  'marks that turn the line': '\u202equeue\u202c \u2066x',
  'emoji': '👩‍🚒🚢 queue',
  'only signs': '"" \'\' ((( *** \\ /',
  'names of properties': '__proto__ constructor toString',
  'quotes': '"the queue grew" "and the',
};

test('hostile queries are words like others, typed and in the address', async ({ quay, page }) => {
  for (const [name, query] of Object.entries(QUERIES)) {
    await page.goto(`${quay.url}search/?q=${encodeURIComponent(query)}`);
    const { told, field, status } = parts(page);
    await expect(told, name).not.toBeEmpty();
    await expect(told, name).not.toHaveText('Fetching the index…');
    await expect(told, name).not.toContainText('did not arrive');
    await expect(status, name).not.toBeEmpty();
    await field.fill('');
    await field.fill(query);
    await expect(told, name).not.toBeEmpty();
    await expect(told, name).not.toContainText('did not arrive');
    expect(await page.evaluate(() => window.hacked), name).toBe(undefined);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits`).toBe(true);
  }
});

test('half a letter in the address is no letter', async ({ quay, page }) => {
  for (const query of ['%ED%A0%80', 'queue%ED%A0%80', '%FF', '%', '%C3%28+queue', '%00']) {
    await page.goto(`${quay.url}search/?q=${query}`);
    const { told } = parts(page);
    await expect(told, query).not.toBeEmpty();
    await expect(told, query).not.toContainText('did not arrive');
  }
  // Typed, it is half of a pair that never came.
  await page.goto(`${quay.url}search/`);
  await page.evaluate(() => {
    const field = document.querySelector('main [type=search]');
    field.value = 'queue \ud83d';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(parts(page).told).toContainText('“queue');
});

test('filters nobody has, or that are called like something else, find nothing and break nothing', async ({ quay, page }) => {
  for (const filters of ['kind=__proto__', 'kind=%22%5D%3Cimg%3E', 'sort=worst', 'person=ana-berg&person=ana-berg', 'utm_source=x&q2=y', 'exact', 'kind=']) {
    await page.goto(`${quay.url}search/?q=database&${filters}`);
    const { told } = parts(page);
    await expect(told, filters).not.toBeEmpty();
    await expect(told, filters).not.toContainText('did not arrive');
  }
});

test('what texts hold is shown as it was written', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=hostile`);
  const { titles, results } = parts(page);
  await expect(titles.first()).toHaveText('<img src=x onerror="window.hacked=1"> & “co”');
  await expect(results.first()).toContainText('<script>window.hacked=1</script>');
  await expect(results.first().locator('img, script')).toHaveCount(0);
  expect(await page.evaluate(() => window.hacked)).toBe(undefined);
});

test('texts in other scripts are found and read their own way', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=${encodeURIComponent('המעבורת')}`);
  const { titles, results } = parts(page);
  await expect(titles).toHaveText(['המעבורת שלא יצאה']);
  await expect(results.locator('h2')).toHaveAttribute('lang', 'he');
  expect(await results.locator('h2').evaluate((heading) => getComputedStyle(heading).direction)).toBe('rtl');
  await page.goto(`${quay.url}search/?q=${encodeURIComponent('京都')}`);
  await expect(titles).toHaveText(['東京都の夜']);
});
