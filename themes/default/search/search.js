// Search: reads the index below its own folder and answers queries; mounts itself on the search page.
//
// One file on purpose: a reader on a slow line waits for one request. Lines that are only a comment
// are not served.

// ---- Words: cut as the index cuts them -------------------------------------------------------------

/** The words of a text, in order, folded to the form in which words are compared. */
export function words(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

// ---- Files: the formats of the index ---------------------------------------------------------------

// ---- Answers: which posts, in which order ----------------------------------------------------------

/** Opens a search by its folder; the default is the folder of this module. */
export async function open(base = new URL('.', import.meta.url), { fetch = globalThis.fetch } = {}) {
  void base, fetch;
  return {
    async query() {
      return { total: 0, corrected: [], dropped: [], results: [] };
    },
    async facets() {
      return {};
    },
  };
}

// ---- The page: form, results, filters --------------------------------------------------------------
