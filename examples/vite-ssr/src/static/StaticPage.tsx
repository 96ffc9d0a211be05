import { StaticRegions, Variant } from '@sluice/react'
import type { ReactElement } from 'react'

/** A page that is drawn once, at build time, for nobody in particular. */
export function StaticPage(): ReactElement {
  return (
    <main>
      <StaticRegions flags={['hero']} />
      <div data-sluice-flag="hero">
        <Variant
          flag="hero"
          cases={{ control: <h1>Made in winter</h1>, season: <h1>Made in spring</h1> }}
        />
      </div>
    </main>
  )
}
