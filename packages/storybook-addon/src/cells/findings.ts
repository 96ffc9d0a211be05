import type { AxeResults } from 'axe-core'
import type { Finding } from './cell-message.ts'

/** Looks at the page with axe, as far as a single component can be judged. */
export async function findingsOf(): Promise<readonly Finding[]> {
  const { default: axe } = await import('axe-core')
  const results: AxeResults = await axe.run(
    { include: ['body'], exclude: ['.sb-wrapper', '#storybook-docs'] },
    // A component is no page.
    { rules: { region: { enabled: false } } },
  )
  return results.violations.map(({ id, help, nodes }) => ({ rule: id, help, count: nodes.length }))
}
