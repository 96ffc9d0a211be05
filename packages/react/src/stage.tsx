import { Fragment, type ReactNode } from 'react'
import { CrashBoundary, type OnCrash } from './CrashBoundary.tsx'

/** One place in the tree, where now a treatment is drawn and now something else. */
export interface Stage {
  /**
   * Draws a treatment in a boundary of its own, which stays when it leaves.
   *
   * @param name - a treatment of another name does not take over state
   */
  readonly drawTreatment: (treatment: ReactNode, name: string, onCrash: OnCrash) => ReactNode
  /** Draws what is no treatment, outside of these boundaries; its name does the same. */
  readonly drawOther: (node: ReactNode, name: string) => ReactNode
}

/** Makes a stage on which nothing was drawn yet. */
export function createStage(): Stage {
  // Few: one for each variant, and for each that crashed.
  const names = new Set<string>()
  const draw = (other: ReactNode, shown?: string, treatment?: ReactNode, onCrash?: OnCrash) => (
    <>
      {Array.from(names, (name) => {
        const isShown = name === shown
        return (
          <CrashBoundary key={name} onCrash={isShown ? onCrash : undefined}>
            {isShown && treatment}
          </CrashBoundary>
        )
      })}
      {other}
    </>
  )
  return {
    drawTreatment(treatment, name, onCrash) {
      names.add(name)
      return draw(undefined, name, treatment, onCrash)
    },
    drawOther: (node, name) => draw(<Fragment key={name}>{node}</Fragment>),
  }
}
