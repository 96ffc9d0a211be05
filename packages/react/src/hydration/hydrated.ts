import type { EvaluationDetails } from '@sluice/core'
import type { ReadClient } from '../client-context.ts'

/**
 * What tells of something that a server drew, once it is awake. A page that takes
 * over what a server evaluated brings more of it; another loads nothing for that.
 */
export const hydrated: {
  /**
   * @param isDrawn - whether the server drew this very place; else it may have drawn
   *   the same at another
   * @returns how to tell that it has left; `undefined` where the page has nothing to do with it
   */
  expose?: (
    client: ReadClient,
    details: EvaluationDetails,
    isDrawn: boolean,
  ) => (() => void) | undefined
} = {}
