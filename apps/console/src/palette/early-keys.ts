/** What a key does to a text before the field is there that it is meant for. */
export function typedEarly(text: string, key: string): string {
  if (key === 'Backspace') return [...text].slice(0, -1).join('')
  return [...key].length === 1 ? text + key : text
}

/**
 * Takes what somebody types before the palette has its field and its focus.
 *
 * Enter is taken and does nothing: what it would choose is not there yet.
 *
 * @returns stops that
 */
export function takeEarlyKeys(
  type: (change: (text: string) => string) => void,
  close: () => void,
): () => void {
  const press = (event: KeyboardEvent): void => {
    const { key, target, isComposing } = event
    if (event.ctrlKey || event.metaKey || event.altKey || isComposing) return
    if (target instanceof Element && target.closest('.palette') !== null) return
    if (key === 'Escape') close()
    else if ([...key].length > 1 && key !== 'Backspace' && key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    type((text) => typedEarly(text, key))
  }
  document.addEventListener('keydown', press, true)
  return () => document.removeEventListener('keydown', press, true)
}
