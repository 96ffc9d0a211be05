import { keepKeys } from './keep-keys.ts'
import type { DrawnPanel } from './seat.ts'

const ROWS = 5

/** What stands where the panel is to come. */
export interface Waiting extends DrawnPanel {
  /** Whether whoever waits has the focus in it still. */
  readonly isFocused: () => boolean
  /** Says that the panel does not come, and offers to ask again. */
  tell(error: unknown, again: () => void): void
}

/**
 * Shows that the panel is on its way, in its size, and calls it off with Escape where that can be. No loop
 * runs over a list by its methods: the page may have broken those, and this has to say so.
 */
export function waitForPanel(parent: HTMLElement, callOff?: () => void): Waiting {
  const { ownerDocument: page } = parent
  const box = page.createElement('section')
  const make = <T extends 'p' | 'i' | 'button'>(tag: T, text = ''): HTMLElementTagNameMap[T] => {
    const made = page.createElement(tag)
    made.textContent = text
    box.append(made)
    return made
  }
  box.className = 'panel waiting'
  box.tabIndex = -1
  box.ariaBusy = 'true'
  box.ariaLabel = 'Sluice devtools, on the way'
  make('p', `The devtools are on their way${callOff ? '; Escape calls them off' : ''}.`).className =
    'said'
  for (let row = 0; row < ROWS; row += 1) make('i')
  keepKeys(box)
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !callOff) return
    // The browser would close a dialog or popover of the page with it.
    event.preventDefault()
    callOff()
  })
  parent.append(box)
  const isFocused = (): boolean => box.matches(':focus-within')
  const focus = (): void => (box.querySelector('button') ?? box).focus()
  return {
    focus,
    isFocused,
    remove: () => box.remove(),
    tell(error, again) {
      const wasFocused = isFocused()
      box.textContent = ''
      box.className = 'panel waiting lost'
      box.ariaBusy = 'false'
      box.ariaLabel = 'Sluice devtools did not load'
      const said = make('p')
      said.role = 'alert'
      said.textContent =
        'The devtools did not load, and the page goes on without them. Try again, or load it anew.'
      // Without what was added to ask again.
      make(
        'p',
        String((error as Partial<Error> | undefined)?.message ?? error).replace(/#0\.\d+$/, ''),
      )
      const bar = make('p')
      const offer = (text: string, act: () => void): void => {
        const button = make('button', text)
        button.addEventListener('click', act)
        bar.append(button)
      }
      offer('Try again', again)
      if (callOff) offer('Close', callOff)
      if (wasFocused) focus()
    },
  }
}
