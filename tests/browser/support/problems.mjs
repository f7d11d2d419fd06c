// All that a spec found wrong, with the page it was found on: whoever mends a page wants to see the whole
// list, not one entry for each run.

export class Problems {
  #found = [];

  /** Notes what is wrong with the page at a path. @param {string | string[]} what */
  add(path, what) {
    for (const one of [what].flat()) this.#found.push(`/${path}: ${one}`);
  }

  /** Fails with the whole list, if there is anything in it. */
  none() {
    const different = [...new Set(this.#found)];
    if (different.length > 0) throw new Error(`${different.length} found:\n  ${different.join('\n  ')}`);
  }
}
