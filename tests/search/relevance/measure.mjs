// How well a search answers: the mean of 1/rank of what was meant, counting the first ten results.

/** How many results count. */
export const FIRST = 10;

/**
 * Asks every query of every kind.
 *
 * @param {Map<string, import('./queries.mjs').Query[]>} queries
 * @param {(query: import('./queries.mjs').Query) => Promise<string[]>} search  addresses, best first
 * @returns {Promise<Map<string, Measured>>}
 * @typedef {object} Measured
 * @property {number} queries
 * @property {number} mrr     mean reciprocal rank among the first ten, 0 to 1
 * @property {number} found   share of queries whose target is among the first ten
 * @property {{query: import('./queries.mjs').Query, rank: number, got: string[]}[]} misses
 *   those not answered by their target in the first place; rank 0: not among the first ten
 */
export async function measure(queries, search) {
  const measured = new Map();
  for (const [kind, list] of queries) {
    let sum = 0;
    let found = 0;
    const misses = [];
    for (const query of list) {
      const got = (await search(query)).slice(0, FIRST);
      const rank = got.findIndex((url) => query.targets.includes(url)) + 1;
      if (rank) {
        sum += 1 / rank;
        found++;
      }
      if (rank !== 1) misses.push({ query, rank, got });
    }
    const of = list.length || 1;
    measured.set(kind, { queries: list.length, mrr: sum / of, found: found / of, misses });
  }
  return measured;
}

/** All kinds as one, each kind counting the same. */
export function overall(measured) {
  const kinds = [...measured.values()].filter((kind) => kind.queries);
  const mean = (value) => kinds.reduce((sum, kind) => sum + value(kind), 0) / (kinds.length || 1);
  return {
    queries: kinds.reduce((sum, kind) => sum + kind.queries, 0),
    mrr: mean((kind) => kind.mrr),
    found: mean((kind) => kind.found),
    misses: [],
  };
}

/** A table for a terminal; `columns` by the name of the search. */
export function table(columns) {
  const names = [...columns.keys()];
  const [first] = columns.values();
  const number = (value) => value.toFixed(3).replace(/^0/, '').padStart(5);
  const rows = [...first.keys(), 'overall'].map((kind) => [
    kind.padEnd(16),
    ...names.flatMap((name, place) => {
      const all = columns.get(name);
      const { queries, mrr, found } = kind === 'overall' ? overall(all) : all.get(kind);
      const cells = `${number(mrr)}  ${number(found)}`;
      return [place === 0 ? `${String(queries).padStart(7)}  ${cells}` : cells];
    }),
  ].join('   '));
  const heads = names.map((name, place) => (place === 0 ? 'queries    MRR  in 10' : '  MRR  in 10'));
  return [
    `${' '.repeat(16)}   ${names.map((name, place) => name.padStart(place === 0 ? 21 : 12)).join('   ')}`,
    `${'kind'.padEnd(16)}   ${heads.join('   ')}`,
    ...rows,
  ].join('\n');
}
