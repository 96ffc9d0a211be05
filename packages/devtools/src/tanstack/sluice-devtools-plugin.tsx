import type { SluiceClient } from '@sluice/client'
import { Mark, overlay, placed } from '@sluice/react/overlay'
import { useEffect, useRef, type ReactElement } from 'react'
import type { DevtoolsOptions } from '../options.ts'
import { isFrame } from '../overlay/frame-name.ts'
import { takeLinks } from '../overlay/take-link.ts'
import { colourPanel, embedPanel } from './embed-panel.ts'
import type { Embedded } from './embedded.ts'
import { embeddedOf } from './take-up-page.ts'

// Bundlers put the text in its place.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

try {
  // As where the overlay is mounted: gates look there when they are drawn first, and routers at the address.
  if (process.env.NODE_ENV !== 'production') {
    Object.assign(overlay, { Mark, placed })
    takeLinks()
  }
} catch {
  // A browser without a bundler: nobody develops there. Or a server, which has no address.
}

/** A plugin as TanStack Devtools for React takes it. */
export interface SluicePlugin {
  readonly id: string
  readonly name: string
  readonly render: (element: HTMLElement, shown: { readonly theme: Theme } | Theme) => ReactElement
}

type Theme = 'dark' | 'light'

/**
 * Makes a tab of TanStack Devtools: the panel without trigger and keys, which
 * TanStack has of its own. What was kept for the page is taken up when the plugin is made,
 * and options count then. In production it is an empty tab.
 *
 * @example
 * <TanStackDevtools plugins={[sluiceDevtoolsPlugin(client)]} />
 */
export function sluiceDevtoolsPlugin(
  client: SluiceClient,
  options: DevtoolsOptions = {},
): SluicePlugin {
  const plugin = { id: 'sluice', name: 'Sluice' }
  try {
    if (process.env.NODE_ENV !== 'production' && typeof document !== 'undefined') {
      const embedded = embeddedOf(client, options)
      // There the page is compared: a panel would take the focus of whoever does.
      if (isFrame()) return { ...plugin, render: () => <p /> }
      return {
        ...plugin,
        render: (_, shown) => (
          <EmbeddedPanel
            embedded={embedded}
            // Earlier versions tell of nothing else.
            theme={typeof shown === 'string' ? shown : shown.theme}
          />
        ),
      }
    }
  } catch {
    // As above.
  }
  return { ...plugin, render: () => <p>Only while you develop.</p> }
}

interface EmbeddedPanelProps {
  readonly embedded: Embedded
  readonly theme: Theme
}

function EmbeddedPanel({ embedded, theme }: EmbeddedPanelProps): ReactElement {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => (place.current ? embedPanel(place.current, embedded) : undefined), [embedded])
  useEffect(() => colourPanel(embedded, theme), [embedded, theme])
  return <div ref={place} style={{ height: '100%', minHeight: 360 }} />
}
