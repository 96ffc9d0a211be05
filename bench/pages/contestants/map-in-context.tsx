import type { ReactNode } from 'react'
import { createContext, useContext } from 'react'
import type { PageContestant } from '../contestant.ts'
import { isOn } from '../flags.ts'
import { countRender } from '../renders.ts'

const Values = createContext<ReadonlyMap<string, boolean>>(new Map())

/** A map in a context, and nobody who tells of changes. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <Values.Provider value={isOn}>{children}</Values.Provider>
  ),
  Reader({ flag }) {
    countRender()
    const on = useContext(Values).get(flag)
    return <li>{on === true ? 'on' : 'off'}</li>
  },
  start() {},
}
