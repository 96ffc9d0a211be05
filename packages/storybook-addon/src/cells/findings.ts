import type { AxeResults, ContextObject, RunOptions, Spec } from 'axe-core'
import { isRecord } from '../story/parameters.ts'
import type { Finding } from './cell-message.ts'

const OF_STORYBOOK = ['.sb-wrapper', '#storybook-docs', '#storybook-highlights-root']

/** What a story says of axe, as the a11y addon takes it. */
interface A11yParameters {
  readonly config?: Spec
  readonly options?: RunOptions
  readonly context?: string | Pick<ContextObject, 'include' | 'exclude'>
}

/**
 * Looks at the page with axe, as far as a single component can be judged.
 *
 * @param given - `parameters.a11y` of the story, so that it is judged by the same rules as elsewhere in Storybook
 */
export async function findingsOf(given: unknown): Promise<readonly Finding[]> {
  const { default: axe } = await import('axe-core')
  const { config = {}, options = {}, context }: A11yParameters = isRecord(given) ? given : {}
  axe.reset()
  // A component is no page.
  const rules = [{ id: 'region', enabled: false }, ...(config.rules ?? [])]
  axe.configure({ ...config, rules })
  const results: AxeResults = await axe.run(placeOf(context), options)
  return results.violations.map(({ id, help, nodes }) => ({ rule: id, help, count: nodes.length }))
}

function placeOf(context: A11yParameters['context']): ContextObject {
  const { include = 'body', exclude = [] } =
    typeof context === 'object' ? context : { include: context }
  const others = Array.isArray(exclude) ? (exclude as string[]) : [exclude as string]
  return { include, exclude: [...OF_STORYBOOK, ...others] }
}
