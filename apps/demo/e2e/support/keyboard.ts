import type { Page } from 'playwright-core'

const MOST_STOPS = 60

/** Presses a key until the element with this name has the focus, as somebody without a mouse would. */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const stops: string[] = []
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press(key)
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined
      return element?.ariaLabel ?? (label ?? element)?.textContent.trim() ?? ''
    })
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
    stops.push(focused)
  }
  throw new Error(`No ${key} leads to ${String(name)}. It went: ${stops.join(' → ')}`)
}
