/** Beyond so many names a suggestion is not worth the search. */
const MAX_CANDIDATES = 5000

/**
 * Finds the name that somebody probably meant.
 *
 * @returns the nearest of the candidates by letters changed, added, left out or swapped;
 *   `undefined` when more than a third of the word differs
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  let tried = 0
  for (const candidate of candidates) {
    if (++tried > MAX_CANDIDATES) break
    if (Math.abs(candidate.length - word.length) > least) continue
    // Of two that are equally near, the one that was begun and not finished.
    const begun = candidate.startsWith(word) ? 0.5 : 0
    const changes = distance(word.toLowerCase(), candidate.toLowerCase()) - begun
    if (changes < least) {
      least = changes
      best = candidate
    }
  }
  return best
}

/** Words a suggestion as the end of a sentence: `; did you mean "urgent"?`, or a full stop. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const name = nearest(word, candidates)
  return name === undefined ? '.' : `; did you mean ${JSON.stringify(name)}?`
}

// Optimal string alignment (Damerau–Levenshtein without edits inside a swap), three rows at a time.
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let least = Math.min(
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, (before[column - 2] ?? 0) + 1)
      }
      current.push(least)
    }
    before = last
    last = current
  }
  return last[b.length] ?? 0
}
