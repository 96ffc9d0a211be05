const TYPED = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'copy', 'cut', 'paste']

/**
 * Keeps what is typed in a place of a shadow root from the page outside: there it would come from an
 * element that is no field, and be taken for the page's own shortcuts.
 *
 * @param isShared - whether the keys of somebody else, which are held together with others, still count there
 */
export function keepKeys(place: EventTarget, isShared = false): void {
  const keep = (event: Event): void => {
    const { ctrlKey, metaKey, altKey } = event as KeyboardEvent
    if (!isShared || !(ctrlKey || metaKey || altKey)) event.stopPropagation()
  }
  for (const type of TYPED) place.addEventListener(type, keep)
}
