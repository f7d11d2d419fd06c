// Searching as readers do it: words half of them misspelt, filters, back and forward.

import { serveFolder } from './support/folder-server.mjs';
import { publishSearchSite } from './support/search-site.mjs';
import { expect, parts, policyOf, test } from './support/searching.mjs';

test('the form on any page leads to the results', async ({ quay, page }) => {
  await page.goto(`${quay.url}stories/one-database/`);
  const { field, told, results } = parts(page);
  await field.fill('queue');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(`${quay.url}search/?q=queue`);
  await expect(told).toHaveText('23 results for “queue”');
  await expect(results).toHaveCount(10);
});

test('a misspelt word finds what was meant, says so, and can be insisted on', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=databse`);
  const { told, titles, field, results } = parts(page);
  await expect(told).toHaveText('2 resultsShowing results for “database”. Search for “databse” instead');
  await expect(titles).toHaveCount(2);
  await expect(results.locator('mark').first()).toHaveText(/^database$/i);
  await page.getByRole('link', { name: 'Search for “databse” instead' }).click();
  await expect(page).toHaveURL(`${quay.url}search/?q=databse&exact=1`);
  await expect(told).toHaveText(/^Nothing here mentions “databse”\./);
  // Another query forgives again.
  await field.fill('databsee');
  await expect(titles).toHaveCount(2);
  await expect(page).toHaveURL(`${quay.url}search/?q=databsee`);
});

test('a result names kind, people, day and place in the text, and leads to that place', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=database+ship`);
  const { results } = parts(page);
  const first = results.first();
  await expect(first).toContainText('Essay');
  await expect(first).toContainText('Ana Berg · 5 March 2025');
  await expect(first.locator('time')).toHaveAttribute('datetime', '2025-03-05');
  await expect(first.locator('b')).toHaveText('What the log said');
  await first.getByRole('link').click();
  await expect(page).toHaveURL(`${quay.url}essays/two-databases/#what-the-log-said`);
  await expect(page.locator('#what-the-log-said')).toBeInViewport();
});

test('filters narrow, count, stay in the address, and can be lifted where nothing is left', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=databse&kind=essay`);
  const { told, titles, filters } = parts(page);
  await expect(titles).toHaveText(['Two clocks and one tide']);
  await expect(filters.locator('summary').first()).toHaveText('Filters: Essays');
  await filters.locator('summary').first().click();
  const box = (name) => filters.getByRole('checkbox', { name });
  await expect(box('Essays 1')).toBeChecked();
  await box('Stories 1').check();
  await expect(page).toHaveURL(`${quay.url}search/?q=databse&kind=essay&kind=story`);
  await expect(titles).toHaveCount(2);
  await box('Essays 1').uncheck();
  await expect(titles).toHaveText(['The night it filled']);
  await page.goto(`${quay.url}search/?q=database&kind=story&person=ana-berg`);
  await expect(told).toContainText('With these filters, nothing mentions “database”.');
  await expect(told.getByRole('link')).toHaveText(['1 result without “Stories”', '1 result without “Ana Berg”', '2 results without “Stories and Ana Berg”']);
  await told.getByRole('link').last().click();
  await expect(titles).toHaveCount(2);
});

test('a filter that is pressed keeps the focus, and the others keep their places', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=queue`);
  const { told, filters } = parts(page);
  await expect(told).toHaveText('23 results for “queue”');
  await filters.locator('summary').first().click();
  await expect(filters.getByRole('group', { name: 'Person' }).getByRole('checkbox')).toHaveCount(11);
  const names = () => filters.getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => `${box.name}/${box.value}`));
  const before = await names();
  const last = filters.getByRole('group', { name: 'Person' }).getByRole('checkbox').last();
  await last.focus();
  await page.keyboard.press('Space');
  await expect(told).toHaveText(/^[12] results? for “queue”$/);
  await expect(last).toBeFocused();
  expect(await names()).toEqual(before);
});

test('newest first is another order, and stays in the address', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=queue`);
  await page.getByLabel('Order').selectOption('Newest first');
  await expect(page).toHaveURL(`${quay.url}search/?q=queue&sort=newest`);
  const days = () => page.locator('main ol time').evaluateAll((times) => times.map((time) => time.dateTime));
  const newest = ['2024-06-11', '2024-05-11', '2024-02-11', '2024-01-11', '2023-09-11'];
  await expect.poll(async () => (await days()).slice(0, 5)).toEqual(newest);
  await page.reload();
  await expect(page.getByLabel('Order')).toHaveValue('newest');
  await expect.poll(async () => (await days()).slice(0, 5)).toEqual(newest);
});

test('more results come ten at a time, and the button keeps the focus to the end', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=queue`);
  const { more, results, status } = parts(page);
  await expect(results).toHaveCount(10);
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(results).toHaveCount(20);
  await expect(status).toHaveText('Showing 20 of 23');
  await expect(more).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(results).toHaveCount(23);
  await expect(more).toHaveText('That is everything');
  await expect(more).toBeFocused();
  const titles = await results.locator('h2').allInnerTexts();
  expect(new Set(titles).size, 'different results').toBe(23);
});

test('back, forward and reload restore query, filters, how much was shown and how far it was read', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=database`);
  const { field, told, titles, results, more, filters } = parts(page);
  await expect(titles).toHaveCount(2);
  // What is typed after a query that was sent is a step of its own, and the letters are not.
  await field.fill('');
  await field.pressSequentially('queue', { delay: 20 });
  await field.press('Enter');
  await expect(told).toHaveText('23 results for “queue”');
  await filters.locator('summary').first().click();
  await filters.getByRole('checkbox', { name: 'waiting' }).check();
  await expect(told).toHaveText('11 results for “queue”');
  await more.click();
  await expect(results).toHaveCount(11);
  await page.evaluate(() => scrollTo(0, 900));
  await page.waitForFunction(() => history.state?.y === 900 && history.state.count === 11);

  await page.goBack();
  await expect(page).toHaveURL(`${quay.url}search/?q=queue`);
  await expect(told).toHaveText('23 results for “queue”');
  await page.goBack();
  await expect(page).toHaveURL(`${quay.url}search/?q=database`);
  await expect(field).toHaveValue('database');
  await expect(titles).toHaveCount(2);
  await page.goForward();
  await page.goForward();
  await expect(page).toHaveURL(`${quay.url}search/?q=queue&topic=waiting`);
  await expect(results).toHaveCount(11);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(900);

  await page.reload();
  await expect(results).toHaveCount(11);
  await expect(field).toHaveValue('queue');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(900);
  // From a result back to where one was.
  await results.nth(10).getByRole('link').click();
  await expect(page).toHaveURL(/stories\/queue-/);
  await page.goBack();
  await expect(results).toHaveCount(11);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(600);
});

test('the page without a query has its cursor in the field, and ways to begin', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/`);
  const { field, results } = parts(page);
  await expect(field).toBeFocused();
  await expect(results).toHaveCount(0);
  await expect(page.locator('main').getByRole('link', { name: 'waiting' })).toBeVisible();
  await page.goto(`${quay.url}search/?q=queue`);
  await expect(results).toHaveCount(10);
  await expect(field).not.toBeFocused();
});

test('where nothing is found there is something to do', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/?q=zzyzx`);
  const { told } = parts(page);
  await expect(told).toHaveText('Nothing here mentions “zzyzx”. Try one word instead of several, or start from a topic:');
  await expect(page.locator('main').getByRole('link', { name: 'waiting' })).toBeVisible();
  await expect(page.locator('main').getByRole('link', { name: 'Archive' })).toBeVisible();
  await page.goto(`${quay.url}search/?q=database+zzyzx`);
  await expect(told).toContainText('Left out: “zzyzx”.');
});

test('a query that was overtaken is called off, and only the last one is shown', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/`);
  const { field, told, titles } = parts(page);
  // Whatever arrives, it arrives late.
  await page.route('**/search/{t,f}/**', async (route) => {
    await new Promise((later) => setTimeout(later, 150));
    await route.continue();
  });
  await field.pressSequentially('hostile', { delay: 30 });
  await field.fill('database');
  await expect(told).toHaveText('2 results for “database”');
  await expect(titles).toHaveCount(2);
});

test('Enter right after the last key asks for nothing twice', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/`);
  const { field, told } = parts(page);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.route('**/search/f/**', async (route) => {
    await new Promise((later) => setTimeout(later, 150));
    await route.continue();
  });
  await field.pressSequentially('database', { delay: 10 });
  await page.waitForRequest('**/search/f/**');
  await field.press('Enter');
  await expect(told).toHaveText('2 results for “database”');
  // Files of posts may be asked for once more: the key called them off.
  const shared = asked.filter((path) => path.startsWith('/search/') && !path.startsWith('/search/f/'));
  expect(shared).toEqual([...new Set(shared)]);
});

test('a field that was filled in without a key is sent as it is', async ({ quay, page }) => {
  await page.goto(`${quay.url}search/`);
  const { field, told } = parts(page);
  await field.evaluate((input) => (input.value = 'database'));
  await field.press('Enter');
  await expect(told).toHaveText('2 results for “database”');
  await expect(page).toHaveURL(/q=database/);
});

test('all of it works below a path of a host', async ({ page }) => {
  const { output, remove } = await publishSearchSite('https://quay.example/repo/');
  const server = await serveFolder(output, '/repo/', { 'content-security-policy': await policyOf(output) });
  try {
    await page.goto(`${server.url}stories/`);
    const { field, titles } = parts(page);
    await field.fill('databse');
    await field.press('Enter');
    await expect(page).toHaveURL(`${server.url}search/?q=databse`);
    await expect(titles).toHaveCount(2);
    await titles.first().click();
    await expect(page).toHaveURL(/\/repo\/(essays|stories)\//);
    await expect(page.locator('h1')).toBeVisible();
  } finally {
    await server.close();
    await remove();
  }
});
