import type { Corner } from '../options.ts'

/** The trigger at an edge of the page. */
export interface Pill {
  readonly button: HTMLButtonElement
  /** Says how many flags are forced. */
  count(overrides: number): void
}

/**
 * Draws the trigger, without React: it is there when the panel is not.
 *
 * @param moved - called with the corner that it was dragged to
 */
export function drawPill(
  root: HTMLElement,
  keys: string,
  pressed: () => void,
  moved: (corner: Corner) => void,
): Pill {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'pill'
  button.ariaExpanded = 'false'
  if (keys) button.setAttribute('aria-keyshortcuts', keys)
  const name = document.createElement('span')
  name.textContent = 'Sluice '
  const badge = document.createElement('b')
  button.append(name, badge)
  root.append(button)

  button.addEventListener('click', pressed)
  button.addEventListener('pointerdown', (event) => {
    button.setPointerCapture(event.pointerId)
    void import('./drag-pill.ts').then(({ dragPill }) => dragPill(button, event, moved))
  })
  return {
    button,
    count(overrides) {
      badge.hidden = overrides === 0
      badge.textContent = `${overrides}`
      button.ariaLabel =
        overrides === 0 ? 'Sluice devtools' : `Sluice ${overrides} forced: devtools`
    },
  }
}
