let renders = 0

/** Counts a render of a reader. */
export function countRender(): void {
  renders++
}

/** How many renders there were since this was last asked. */
export function takeRenders(): number {
  const taken = renders
  renders = 0
  return taken
}
