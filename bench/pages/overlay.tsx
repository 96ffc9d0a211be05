import type { SluiceClient } from '@sluice/client'
import { createLocalClient } from '@sluice/client/local'
import { mountDevtools, type DevtoolsHandle } from '@sluice/devtools'
import { SluiceProvider, useGate } from '@sluice/react'
import type { ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { flagKeys } from './flags.ts'

/** What can be asked of a page that has the overlay, or has it not. Milliseconds. */
export interface OverlayBench {
  /** Mounts 1,000 readers, until they are committed. */
  mount(): number
  unmount(): void
  /** Opens the panel, until its rows were painted. The first time it is compiled as well. */
  open(): Promise<number>
  close(): Promise<void>
  /** Types one letter that finds less into the search, until the list shows it. */
  type(letter: string): Promise<number>
  /** Forces a gate by its switch, until the page has another text. */
  force(): Promise<{ readonly tookMs: number; readonly isNextFrame: boolean }>
}

declare global {
  var overlayBench: OverlayBench
}

const client: SluiceClient = createLocalClient({
  values: Object.fromEntries(flagKeys.map((key) => [key, false])),
})

function Reader({ flag }: { readonly flag: string }): ReactElement {
  return <li>{useGate(flag) ? 'on' : 'off'}</li>
}

/** Puts the page at the disposal of whoever measures. */
export function installOverlay(hasOverlay: boolean): void {
  const handle: DevtoolsHandle | undefined = hasOverlay ? mountDevtools(client) : undefined
  const container = document.body.appendChild(document.createElement('ul'))
  let root: Root | undefined
  const shadow = (): ShadowRoot | null | undefined =>
    document.querySelector('sluice-devtools')?.shadowRoot
  const inPanel = <E extends Element>(selector: string): E =>
    shadow()?.querySelector<E>(selector) as E

  globalThis.overlayBench = {
    mount() {
      root = createRoot(container)
      const mounted = root
      const startedAt = performance.now()
      flushSync(() =>
        mounted.render(
          <SluiceProvider client={client}>
            {flagKeys.map((flag) => (
              <Reader key={flag} flag={flag} />
            ))}
          </SluiceProvider>,
        ),
      )
      return performance.now() - startedAt
    },
    unmount: () => flushSync(() => root?.unmount()),
    async open() {
      const startedAt = performance.now()
      handle?.open()
      while (!shadow()?.querySelector('[role=row]')) await nextTask()
      await painted()
      return performance.now() - startedAt
    },
    async close() {
      handle?.close()
      await painted()
    },
    async type(letter) {
      const input = inPanel<HTMLInputElement>('[data-search]')
      const count = inPanel<HTMLElement>('.count')
      const set = Reflect.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
      const startedAt = performance.now()
      const done = changeOf(count)
      set?.call(input, input.value + letter)
      input.dispatchEvent(new Event('input', { bubbles: true }))
      const tookMs = (await done) - startedAt
      await painted()
      return tookMs
    },
    async force() {
      let frames = 0
      const frame = requestAnimationFrame(() => {
        frames += 1
      })
      const startedAt = performance.now()
      const done = changeOf(container)
      inPanel<HTMLElement>('[role=switch]').click()
      const tookMs = (await done) - startedAt
      const isNextFrame = frames === 0
      cancelAnimationFrame(frame)
      client.clearOverrides()
      await painted()
      return { tookMs, isNextFrame }
    },
  }
}

function changeOf(element: Element): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Nothing changed in 5 s.')), 5000)
    const observer = new MutationObserver(() => {
      const at = performance.now()
      clearTimeout(late)
      observer.disconnect()
      resolve(at)
    })
    observer.observe(element, { subtree: true, childList: true, characterData: true })
  })
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** A frame was drawn, and the next task has begun. */
const painted = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
