import { flushSync } from 'react-dom'
import type { Root } from 'react-dom/client'
import { createRoot } from 'react-dom/client'
import type { PageContestant } from './contestant.ts'
import { flagKeys, isOn, service } from './flags.ts'
import { reading } from './reading.ts'
import { takeRenders } from './renders.ts'

/** What a page did, and how long it took, milliseconds. */
export interface Deed {
  readonly tookMs: number
  readonly renders: number
}

/** What can be asked of a page from outside. */
export interface BenchPage {
  start(): Promise<void>
  mount(isOneFlag?: boolean): Deed
  /** Mounts in a page that nobody has seen yet, and waits until the task of it is over. */
  mountAnew(isOneFlag: boolean): Promise<Deed & { readonly committedMs: number }>
  unmount(): Deed
  change(): Promise<Deed>
  refresh(): Promise<Deed>
  repeatContext(): Promise<Deed>
  /** Reads flags for a while; nanoseconds per read. */
  read(times: number): number
}

declare global {
  var bench: BenchPage
}

/** Puts a contestant at the disposal of whoever measures. */
export function install({
  Provider,
  Reader,
  start,
  turnOn,
  takeBack,
  answer,
  refresh,
  repeatContext,
  renew,
  read,
}: PageContestant): void {
  const container = document.body.appendChild(document.createElement('ul'))
  let root: Root | undefined
  let turn = 0
  const next = (): string => flagKeys[(turn++ * 7) % flagKeys.length] as string
  globalThis.bench = {
    async start() {
      await start()
    },
    mount: (isOneFlag = false) =>
      deed(() => {
        root = createRoot(container)
        const mounted = root
        flushSync(() =>
          mounted.render(
            <Provider>
              {flagKeys.map((flag) => (
                <Reader key={flag} flag={isOneFlag ? (flagKeys[0] as string) : flag} />
              ))}
            </Provider>,
          ),
        )
      }),
    async mountAnew(isOneFlag) {
      await renew?.()
      await quiet()
      const startedAt = performance.now()
      const { tookMs: committedMs, renders } = globalThis.bench.mount(isOneFlag)
      // What a commit leaves to the end of its task belongs to it.
      await settled()
      return { tookMs: performance.now() - startedAt, committedMs, renders }
    },
    unmount: () => deed(() => flushSync(() => root?.unmount())),
    async change() {
      const flag = next()
      const done = await deedSeen(container, () => turnOn?.(flag))
      takeBack?.(flag)
      await quiet()
      return done
    },
    refresh() {
      const flag = next()
      isOn.set(flag, isOn.get(flag) !== true)
      service.body = answer?.() ?? ''
      return deedSeen(container, () => refresh?.())
    },
    async repeatContext() {
      takeRenders()
      const startedAt = performance.now()
      await repeatContext?.()
      const tookMs = performance.now() - startedAt
      await quiet()
      return { tookMs, renders: takeRenders() }
    },
    read: reading(read),
  }
}

/** What renders without a change to the page comes a little later. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

/** Resolves when everything has run that waits for the end of this task, or was put there by that. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

function deed(work: () => void): Deed {
  takeRenders()
  const startedAt = performance.now()
  work()
  const tookMs = performance.now() - startedAt
  return { tookMs, renders: takeRenders() }
}

/** Waits until the page shows something else. */
async function deedSeen(container: Element, work: () => unknown): Promise<Deed> {
  takeRenders()
  const shown = new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The page did not change in 5 s.')), 5000)
    const observer = new MutationObserver(() => {
      const at = performance.now()
      clearTimeout(late)
      observer.disconnect()
      resolve(at)
    })
    observer.observe(container, { subtree: true, childList: true, characterData: true })
  })
  const startedAt = performance.now()
  void work()
  const tookMs = (await shown) - startedAt
  await quiet()
  return { tookMs, renders: takeRenders() }
}
