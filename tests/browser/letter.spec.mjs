// The form for the newsletter, and mails as they are read: without scripts, without pictures.

import { createServer } from 'node:http';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder } from './support/folder-server.mjs';
import { retell, root } from './support/program.mjs';
import { expect, test } from './support/fixtures.mjs';

/** A server that takes forms and keeps what it got. */
async function takeForms() {
  const taken = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      taken.push({ method: request.method, path: request.url, type: request.headers['content-type'], body });
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Thank you</title><p>Check your inbox.');
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
  return { url: `http://127.0.0.1:${server.address().port}/subscribe?list=7`, taken, close };
}

test('the form arrives as one POST without scripts', async ({ browser }) => {
  const forms = await takeForms();
  const folder = await mkdtemp(join(tmpdir(), 'retell-letter-'));
  const site = join(folder, 'site');
  await cp(join(root, 'content'), join(site, 'content'), { recursive: true });
  await cp(join(root, 'static'), join(site, 'static'), { recursive: true });
  const settings = await readFile(join(root, 'retell.toml'), 'utf8');
  const action = /^action\s*=.*$/m;
  expect(settings, 'the example site has a form').toMatch(action);
  await writeFile(join(site, 'retell.toml'), settings.replace(action, `action = "${forms.url}"`));
  const output = join(folder, 'public');
  execFileSync(retell, ['--quiet', '-C', site, 'build', '--now', '2026-11-15', '--output-dir', output], { stdio: 'inherit' });
  const server = await serveFolder(output);
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    for (const path of ['', 'newsletter/', 'newsletter/3/', 'essays/off-the-log/']) {
      forms.taken.length = 0;
      await page.goto(new URL(path, server.url).href);
      const field = page.getByLabel('Your e-mail address');
      await expect(field, path).toBeVisible();
      await expect(page.getByLabel('Leave this empty')).toBeHidden();
      await field.press('Enter');
      // The browser may ask for an icon at any moment.
      expect(forms.taken.filter(({ method }) => method === 'POST'), 'an empty form is not sent').toEqual([]);
      await field.fill('nele@ebb.example');
      await page.getByRole('button', { name: 'Send me the letter' }).click();
      await expect(page.getByText('Check your inbox.')).toBeVisible();
      const posts = forms.taken.filter(({ method }) => method === 'POST');
      expect(posts.length, path).toBe(1);
      expect(posts[0].path).toBe('/subscribe?list=7');
      expect(posts[0].type).toBe('application/x-www-form-urlencoded');
      const sent = Object.fromEntries(new URLSearchParams(posts[0].body));
      expect(sent).toEqual({ email: 'nele@ebb.example', l: expect.stringMatching(/^[0-9a-f-]{36}$/), nonce: '' });
    }
  } finally {
    await context.close();
    await server.close();
    await forms.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('a mail fetches nothing but pictures, reads without them, fits a telephone and shows its words in the dark', async ({ site, browser, problems }) => {
  const mails = [...site.files].filter((file) => /(^|\/)email\.html$/.test(file));
  expect(mails.length).toBeGreaterThan(2);
  for (const [width, colorScheme] of [[390, 'dark'], [640, 'dark'], [390, 'light'], [640, 'light']]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled: false });
    const page = await context.newPage();
    const asked = [];
    await page.route('**/*', (route) => {
      if (route.request().resourceType() === 'document') return route.continue();
      asked.push(`${route.request().resourceType()} ${route.request().url()}`);
      return route.abort();
    });
    for (const path of mails) {
      await page.goto(new URL(path, site.url).href);
      problems.add(path, asked.splice(0).filter((what) => !what.startsWith('image ')));
      const measure = await page.evaluate(() => {
        const luminance = (colour) => {
          const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const ground = document.createElement('i');
        ground.style.color = 'Canvas';
        document.body.append(ground);
        const paper = luminance(getComputedStyle(ground).color);
        ground.remove();
        const contrast = (one) => {
          const [less, more] = [luminance(getComputedStyle(one).color), paper].sort((a, b) => a - b);
          return (more + 0.05) / (less + 0.05);
        };
        const words = [...document.querySelectorAll('p, a, li, td, h1, h2, h3')].filter((one) => one.innerText?.trim());
        return {
          wide: document.documentElement.scrollWidth - innerWidth,
          paper,
          faint: words.filter((one) => contrast(one) < 4.5).map((one) => one.innerText),
          wordless: [...document.images].filter((image) => !image.hasAttribute('alt')).map((image) => image.src),
        };
      });
      if (measure.wide > 0) problems.add(path, `is ${measure.wide} px wider than a window of ${width}`);
      if ((measure.paper < 0.2) !== (colorScheme === 'dark')) problems.add(path, `is not ${colorScheme} where the reader wants it ${colorScheme}`);
      problems.add(path, measure.faint.map((words) => `is hard to see in the ${colorScheme} scheme: “${words.slice(0, 40)}”`));
      problems.add(path, measure.wordless.map((address) => `has no words for a reader without pictures in place of ${address}`));
    }
    await context.close();
  }
});
