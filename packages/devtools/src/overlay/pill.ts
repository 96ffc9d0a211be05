/** The trigger at an edge of the page. */
export interface Pill {
  readonly button: HTMLButtonElement
  /** Says how many flags are forced. */
  count(overrides: number): void
}

/** Draws the trigger, without React: it is there when the panel is not. */
export function drawPill(root: HTMLElement, pressed: () => void): Pill {
  const button = document.createElement('button')
  button.className = 'pill'
  button.ariaExpanded = 'false'
  const badge = document.createElement('b')
  button.append('Sluice ', badge)
  root.append(button)

  button.addEventListener('click', pressed)
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
