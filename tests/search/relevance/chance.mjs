// Chance that falls the same way every time: queries are drawn, not chosen, and drawn alike everywhere.

/** Numbers from 0 up to 1, the same for the same seed (mulberry32 over FNV-1a). */
export function chance(seed) {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}

/** A whole number below `end`. */
export const below = (next, end) => Math.floor(next() * end);

/** One of a list. */
export const oneOf = (next, list) => list[below(next, list.length)];

/** The list in another order. */
export function shuffled(next, list) {
  const all = [...list];
  for (let last = all.length - 1; last > 0; last--) {
    const other = below(next, last + 1);
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all;
}
