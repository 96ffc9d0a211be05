/** A text that takes the place of a stretch of another; an insertion where the stretch is empty. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Makes edits that do not overlap; everything around them stays to the byte. */
export function splice(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce(
      (whole, { from, to, text: part }) => whole.slice(0, from) + part + whole.slice(to),
      text,
    )
}
