import type { SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import { dress } from '../overlay/dress.ts'
import { keep } from '../overlay/keep.ts'
import { recall, type Settings } from '../overlay/memory.ts'
import { ROOT_STYLE } from '../overlay/pill-style.ts'
import type { DrawnPanel } from '../overlay/seat.ts'

/**
 * Draws the panel into an element of somebody else's.
 *
 * @returns how to take it out
 */
export function embedPanel(
  place: HTMLElement,
  client: SluiceClient,
  options: DevtoolsOptions,
  theme: 'dark' | 'light',
): () => void {
  const notices: string[] = []
  let settings: Settings = recall('settings', (sentence) => notices.push(sentence))
  const host = document.createElement('sluice-devtools')
  host.style.display = 'block'
  host.style.height = '100%'
  const shadow = host.attachShadow({ mode: 'open' })
  const root = document.createElement('div')
  root.className = 'root embedded'
  root.style.colorScheme = theme
  shadow.append(root)
  dress(shadow, ROOT_STYLE, options.nonce)
  place.append(host)
  const { flags } = client.store.getState()
  let panel: DrawnPanel | undefined
  let isGone = false
  void import('../panel/draw-panel.tsx').then(({ drawPanel }) => {
    if (isGone) return
    panel = drawPanel(root, {
      client,
      options,
      shadow,
      notices,
      atLoad: () => flags,
      settings: () => settings,
      set(more) {
        settings = { ...settings, ...more }
        keep('settings', settings)
      },
    })
  })
  return () => {
    isGone = true
    panel?.remove()
    host.remove()
  }
}
