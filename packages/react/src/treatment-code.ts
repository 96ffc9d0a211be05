import { SluiceError } from '@sluice/core'
import { lazy, type ComponentType } from 'react'

/**
 * Loads the component that draws a treatment: `() => import('./Urgent')`. It is
 * what comes, or the default export of that.
 */
export type LoadTreatment<P extends object = object> = () => Promise<
  ComponentType<P> | { readonly default: ComponentType<P> }
>

/** Which treatment: that of a gate has no variant. */
export interface TreatmentName {
  readonly flag: string
  readonly variant?: string | undefined
}

/** The code of one treatment: loaded once, when it is first drawn. */
export interface TreatmentCode {
  readonly flag: string
  readonly Component: ComponentType
  /** Whether it can be drawn at once. */
  readonly isLoaded: boolean
}

/**
 * Prepares code to be loaded. What fails is tried again with the next call.
 *
 * @param of - the treatment, to be named in an error
 */
export function treatmentCode(load: () => Promise<unknown>, of: TreatmentName): TreatmentCode {
  const code = {
    flag: of.flag,
    isLoaded: false,
    Component: lazy(async () => {
      try {
        const component = componentOf(await load())
        code.isLoaded = true
        return { default: component }
      } catch (cause) {
        throw new LoadFailure(of, cause)
      }
    }),
  }
  return code
}

/** Code that could not be loaded, which another try may mend; `cause` says why. */
export class LoadFailure extends SluiceError {
  constructor({ flag, variant }: TreatmentName, cause: unknown) {
    const of = variant === undefined ? '' : ` (${variant})`
    super('TREATMENT_NOT_LOADED', `The code of "${flag}"${of} could not be loaded.`, { cause })
  }
}

function componentOf(loaded: unknown): ComponentType {
  const isModule = typeof loaded === 'object' && loaded !== null && 'default' in loaded
  const component: unknown = isModule ? loaded.default : loaded
  // What `memo` and `forwardRef` give is no function.
  const isWrapped = typeof component === 'object' && component !== null && '$$typeof' in component
  if (isWrapped || typeof component === 'function') return component as ComponentType
  throw new TypeError('What was loaded is no component.')
}
