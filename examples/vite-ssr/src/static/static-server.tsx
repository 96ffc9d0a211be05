import { createLocalClient } from '@sluice/client/local'
import { SluiceProvider } from '@sluice/react'
import { StaticFlags } from '@sluice/react/server'
import { renderToStaticMarkup, renderToString } from 'react-dom/server'
import { StaticPage } from './StaticPage.tsx'

/** For the head: says which variants the page draws. */
export const head: string = renderToStaticMarkup(<StaticFlags drawn={{ hero: 'control' }} />)

/** The page with the defaults of its flags. */
export const app: string = renderToString(
  <SluiceProvider client={createLocalClient()}>
    <StaticPage />
  </SluiceProvider>,
)
