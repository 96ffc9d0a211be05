import { bundlePage } from '../browser/bundle.ts'
import { launchChromium } from '../browser/contestant-pages.ts'
import { servePages } from '../browser/page-server.ts'
import type { Table, Target } from '../measure/table.ts'
import { quantileTarget, ratioTarget } from '../measure/table.ts'
import type { Axis } from './axis.ts'

const WITHOUT = 'Sluice without the overlay'
const WITH = 'Sluice with the overlay, closed'
const LETTERS = ['1', '2', '3'] as const

/** What the overlay costs a page, and how quickly it answers. */
export const overlay: Axis = {
  title: 'The overlay',
  async run({ rounds, warmups, isSmoke }) {
    const sourceOf = (hasOverlay: boolean): string =>
      `import { installOverlay } from './overlay.tsx'\ninstallOverlay(${hasOverlay})`
    const scripts = new Map<string, string>()
    for (const [name, hasOverlay] of [
      [WITHOUT, false],
      [WITH, true],
    ] as const)
      scripts.set(encodeURIComponent(name), await bundlePage(sourceOf(hasOverlay), false, true))
    await using server = await servePages(scripts)
    const browser = await launchChromium()
    try {
      const mounts = new Map<string, number[]>([
        [WITHOUT, []],
        [WITH, []],
      ])
      const open: number[] = []
      const typed: number[] = []
      const forced: number[] = []
      let framesMissed = 0
      const visit = async (name: string) => {
        const page = await browser.newPage()
        await page.goto(`${server.origin}/${encodeURIComponent(name)}`)
        await page.waitForFunction(() => 'overlayBench' in globalThis)
        return page
      }
      await using pages = new AsyncDisposableStack()
      const without = pages.adopt(await visit(WITHOUT), (page) => page.close())
      const closed = pages.adopt(await visit(WITH), (page) => page.close())
      const counted = isSmoke ? 1 : rounds * 4
      for (let round = isSmoke ? 0 : -warmups * 4; round < counted; round++)
        for (const [name, page] of round % 2 === 0
          ? ([
              [WITHOUT, without],
              [WITH, closed],
            ] as const)
          : ([
              [WITH, closed],
              [WITHOUT, without],
            ] as const)) {
          const tookMs = await page.evaluate(() => {
            const took = globalThis.overlayBench.mount()
            globalThis.overlayBench.unmount()
            return took
          })
          if (round >= 0) mounts.get(name)?.push(tookMs)
        }

      for (let round = isSmoke ? 0 : -warmups; round < (isSmoke ? 1 : rounds); round++) {
        // A page that has never opened it: what counts is the first time.
        const page = await visit(WITH)
        await page.evaluate(() => globalThis.overlayBench.mount())
        const opened = await page.evaluate(() => globalThis.overlayBench.open())
        const letters: number[] = []
        for (const letter of LETTERS)
          letters.push(
            await page.evaluate((typedLetter) => globalThis.overlayBench.type(typedLetter), letter),
          )
        await page.evaluate(async () => {
          await globalThis.overlayBench.close()
          await globalThis.overlayBench.open()
        })
        const force = await page.evaluate(() => globalThis.overlayBench.force())
        await page.close()
        if (round < 0) continue
        open.push(opened)
        typed.push(...letters)
        forced.push(force.tookMs)
        if (!force.isNextFrame) framesMissed += 1
      }
      return [mounting(mounts), panel(open, typed, forced, framesMissed)]
    } finally {
      await browser.close()
    }
  },
}

function mounting(mounts: ReadonlyMap<string, readonly number[]>): Table {
  const rows = [...mounts].map(([name, samples]) => ({
    name,
    kind: name === WITH ? ('sluice' as const) : ('reference' as const),
    samples,
  }))
  return {
    title: 'Mounting 1,000 readers beside the overlay',
    what: 'In one render, until it is committed, with React as it is while one develops. The overlay is on the page, and closed.',
    unit: 'ms',
    base: WITHOUT,
    rows,
    targets: [ratioTarget(rows, { of: WITH, to: WITHOUT }, 'at most', 1.05)],
  }
}

function panel(
  open: readonly number[],
  typed: readonly number[],
  forced: readonly number[],
  framesMissed: number,
): Table {
  const names = {
    open: 'First paint of the panel',
    typed: 'One letter in the search',
    forced: 'A forced gate',
  }
  const row = (name: string, samples: readonly number[]) => ({
    name,
    kind: 'sluice' as const,
    samples,
  })
  const rows = [row(names.open, open), row(names.typed, typed), row(names.forced, forced)]
  const frames: Target = {
    claim: `${names.forced}, later than the next frame`,
    actual: framesMissed,
    limit: 0,
    direction: 'at most',
    unit: 'times',
  }
  return {
    title: 'The panel with 1,000 flags',
    what: 'With React as it is while one develops. The panel until it is painted, the first time on its page; a letter until the list shows what was found; a switch until the page shows the other side.',
    unit: 'ms',
    base: names.forced,
    rows,
    targets: [
      quantileTarget(rows, names.open, 0.5, 100, 'ms'),
      quantileTarget(rows, names.typed, 0.5, 16, 'ms'),
      frames,
    ],
  }
}
