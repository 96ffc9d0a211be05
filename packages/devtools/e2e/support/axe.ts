import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Runs every rule of axe on the overlay as it is: one line for each element that breaks one. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Not as a script element: the policy of the page would forbid it, and rightly.
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(await readFile(AXE, 'utf8'))
  const results = await page.evaluate(() =>
    (window as unknown as { axe: { run(context: unknown): Promise<AxeResults> } }).axe.run({
      include: [['sluice-devtools']],
    }),
  )
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} (${node.failureSummary ?? ''})`),
  )
}
