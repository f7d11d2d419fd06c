// The program itself, and programs that keep running: started, waited for until they say that they are
// ready, and stopped.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, which is a site as well. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The program under test: `RETELL_PROGRAM`, or what `cargo build` makes. */
export const retell = process.env.RETELL_PROGRAM
  ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug', 'retell');

/**
 * Starts a program and waits until its output matches `ready`.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ready: RegExp, cwd?: string, env?: Record<string, string>, limit?: number}} options
 *   `limit`: milliseconds after which it is given up
 * @returns {Promise<{match: RegExpExecArray, output: () => string, stop: () => Promise<void>}>}
 *   `match`: what `ready` found, such as an address; `output`: all that was said so far, on both channels
 */
export async function start(command, args, { ready, cwd, env, limit = 60_000 }) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let heard = () => {};
  for (const channel of [child.stdout, child.stderr]) {
    channel.setEncoding('utf8').on('data', (text) => {
      said += text;
      heard();
    });
  }
  const running = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  const stop = async () => {
    if (!running()) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(patience);
  };
  let timer;
  try {
    const match = await new Promise((found, failed) => {
      const fail = (why) => failed(new Error(`${command} ${args.join(' ')}: ${why}\n${said}`));
      heard = () => {
        const match = ready.exec(said);
        if (match) found(match);
      };
      child.once('error', (error) => fail(error.message));
      child.once('close', (code, signal) => fail(`ended with ${code ?? signal} before it was ready`));
      timer = setTimeout(() => fail(`not ready after ${limit} ms`), limit);
      heard();
    });
    return { match, output: () => said, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
