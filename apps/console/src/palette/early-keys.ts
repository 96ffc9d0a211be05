const letters = new Intl.Segmenter()

/** What a key does to a text before the field is there that it is meant for. */
export function typedEarly(text: string, key: string): string {
  if (key === 'Backspace') return lettersOf(text).slice(0, -1).join('')
  return isLetter(key) ? text + key : text
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
    else if (!isLetter(key) && key !== 'Backspace' && key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    type((text) => typedEarly(text, key))
  }
  document.addEventListener('keydown', press, true)
  return () => document.removeEventListener('keydown', press, true)
}

/** Whether a key writes something; others have names, such as `ArrowUp`. */
function isLetter(key: string): boolean {
  return lettersOf(key).length === 1
}

function lettersOf(text: string): string[] {
  return Array.from(letters.segment(text), ({ segment }) => segment)
}
