import type { ReactNode } from 'react'
import type { PageContestant } from '../contestant.ts'
import { countRender } from '../renders.ts'

/** Props, and nobody who tells of changes. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => children,
  Reader({ on }) {
    countRender()
    return <li>{on === true ? 'on' : 'off'}</li>
  },
  start() {},
}
