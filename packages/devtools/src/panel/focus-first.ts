/** Focuses what the first selector finds, else the next; not what stands first on the page. */
export function focusFirst(place: ParentNode, ...selectors: readonly string[]): void {
  for (const selector of selectors) {
    const found = place.querySelector<HTMLElement>(selector)
    if (found) return found.focus()
  }
}
