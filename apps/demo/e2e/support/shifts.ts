import type { Page } from 'playwright-core'

/** What the browser tells of a layout shift; not in TypeScript's DOM library. */
interface LayoutShift {
  readonly sources: readonly { readonly node: Node | null }[]
}

interface Watching {
  readonly shifts: string[]
}

/** Starts to record elements that move by themselves. */
export async function watchShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const moved: string[] = []
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        for (const { node } of (entry as unknown as LayoutShift).sources) {
          moved.push(
            node instanceof Element ? node.outerHTML.slice(0, 120) : String(node?.nodeName),
          )
        }
      }
    })
    observer.observe({ type: 'layout-shift' })
    Object.assign(window, { shifts: moved })
  })
}

/** The elements that have moved since, once the browser has told of all of them. */
export async function shifts(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))))
  return page.evaluate(() => (window as unknown as Watching).shifts)
}
