type Row = readonly number[]

/**
 * Lists combinations in which each two choices of different questions meet at least
 * once: of two questions all combinations, of more far fewer. The same input gives
 * the same list.
 *
 * Greedy: each row begins with a pair that has not met, and every further question
 * takes the choice by which the most new pairs meet.
 *
 * @param choices - what there is to choose from, by question
 * @returns combinations by question; empty when a question has no choices
 */
export function pairwise<T>(
  choices: Readonly<Record<string, readonly T[]>>,
): Readonly<Record<string, T>>[] {
  const questions = Object.keys(choices)
  const sizes = questions.map((question) => choices[question]?.length ?? 0)
  if (sizes.length === 0 || sizes.includes(0)) return []
  return rowsFor(sizes).map(
    (row) =>
      Object.fromEntries(
        questions.map((question, at) => [question, choices[question]?.[row[at] ?? 0]]),
      ) as Record<string, T>,
  )
}

function rowsFor(sizes: readonly number[]): Row[] {
  if (sizes.length === 1) return range(sizes[0] ?? 0).map((value) => [value])
  const open = new Set<string>()
  for (const a of range(sizes.length))
    for (const b of range(sizes.length).slice(a + 1))
      for (const i of range(sizes[a] ?? 0))
        for (const j of range(sizes[b] ?? 0)) open.add(pairOf(a, i, b, j))
  const rows: Row[] = []
  for (const first of open) {
    const [a = 0, i = 0, b = 0, j = 0] = first.split(' ').map(Number)
    const row: (number | undefined)[] = Array.from({ length: sizes.length })
    row[a] = i
    row[b] = j
    for (const at of range(sizes.length)) row[at] ??= bestFor(at, row, sizes, open)
    const whole = row as number[]
    for (const pair of pairsOf(whole)) open.delete(pair)
    rows.push(whole)
  }
  return rows
}

function bestFor(
  at: number,
  row: readonly (number | undefined)[],
  sizes: readonly number[],
  open: ReadonlySet<string>,
): number {
  const gain = (value: number): number =>
    row.filter(
      (other, where) =>
        other !== undefined &&
        open.has(where < at ? pairOf(where, other, at, value) : pairOf(at, value, where, other)),
    ).length
  return range(sizes[at] ?? 0).reduce((best, value) => (gain(value) > gain(best) ? value : best), 0)
}

function pairsOf(row: Row): string[] {
  return row.flatMap((i, a) => row.slice(a + 1).map((j, more) => pairOf(a, i, a + 1 + more, j)))
}

function pairOf(a: number, i: number, b: number, j: number): string {
  return `${a} ${i} ${b} ${j}`
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
