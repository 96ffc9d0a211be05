/** Draws the trigger at an edge of the page, without React: it is there when the panel is not. */
export function drawPill(root: HTMLElement, pressed: () => void): HTMLButtonElement {
  const button = document.createElement('button')
  button.className = 'pill'
  button.textContent = 'Sluice'
  root.append(button)
  button.addEventListener('click', pressed)
  return button
}
