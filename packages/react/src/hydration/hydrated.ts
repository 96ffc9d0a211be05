import type { EvaluationDetails } from '@sluice/core'
import type { ReadClient } from '../client-context.ts'

/**
 * What tells of something that a server drew, once it is awake. A page that takes
 * over what a server evaluated brings more of it; another loads nothing for that.
 */
export const hydrated: {
  expose?: (client: ReadClient, details: EvaluationDetails) => () => void
} = {}
