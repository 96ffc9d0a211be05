import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { chromiumLaunch } from '../../tools/chromium.ts'
import type { BenchPage } from '../pages/harness.tsx'
import { bundlePage } from './bundle.ts'
import { servePages } from './page-server.ts'

/** A browser with one page for each contestant, started and ready to be asked. */
export interface ContestantPages extends AsyncDisposable {
  /** Asks a page to do something. */
  ask<K extends keyof BenchPage>(
    contestant: string,
    deed: K,
    ...args: Parameters<BenchPage[K]>
  ): Promise<Awaited<ReturnType<BenchPage[K]>>>
}

// V8 lets the young generation grow once much has lived in it, and from then on a page renders in
// memory that no processor's cache holds. A contestant that reads answers gets there before one
// that does not, as every page of some size does; so all begin there, and stay.
const sameHeap = '--js-flags=--min-semi-space-size=16 --max-semi-space-size=16'

/** Starts a Chromium that reaches loopback only. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ ...chromiumLaunch, args: [...chromiumLaunch.args, sameHeap] })

/** Builds, serves and opens a page for each contestant of `pages/contestants`. */
export async function openContestants(names: readonly string[]): Promise<ContestantPages> {
  const scripts = new Map<string, string>()
  for (const name of names) {
    scripts.set(name, await bundleContestant(name))
  }
  const server = await servePages(scripts)
  const browser = await launchChromium()
  const pages = new Map<string, Page>()
  for (const name of names) {
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(`${server.origin}/${name}`)
    if (faults.length > 0) throw new Error(`The page of ${name} failed: ${faults.join('; ')}`)
    await page.evaluate(() => globalThis.bench.start())
    pages.set(name, page)
  }
  return {
    ask(contestant, deed, ...args) {
      const page = pages.get(contestant)
      if (page === undefined) throw new Error(`There is no page of "${contestant}".`)
      return page.evaluate(
        ([name, given]) =>
          (globalThis.bench[name as 'read'] as (...all: unknown[]) => never)(...given),
        [deed, args] as const,
      )
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

function bundleContestant(name: string): Promise<string> {
  const rendersNothing = name === 'sluice-use-gate'
  const harness = rendersNothing ? 'reading' : 'harness'
  return bundlePage(
    `import { contestant } from './contestants/${name}'
    import { install } from './${harness}'
    install(contestant)`,
    rendersNothing,
  )
}
