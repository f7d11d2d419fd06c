// How the browser tests run. `tests/browser/run.sh` sees that what they need is there.

import { defineConfig } from '@playwright/test';
import { launch } from './support/chromium.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: 'test-results',
  globalSetup: './support/publish.mjs',
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.RETELL_TESTS === 'all',
  // A limit against hanging. No test asks how long anything takes.
  timeout: 300_000,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: launch,
    viewport: { width: 1280, height: 800 },
  },
});
