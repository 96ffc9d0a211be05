import type { SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import { early } from '../overlay/early.ts'
import { firstFlags } from '../overlay/first-flags.ts'
import { FRAME, isFrame } from '../overlay/frame-name.ts'
import { dropKept, recall } from '../overlay/memory.ts'
import { isSeen, type Embedded } from './embedded.ts'

// Bundlers put the text in its place. It is asked where a file is loaded: some bundlers write every
// file of a module that they have read, whether or not anything of it is left.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

const NOT_LOADED =
  'A part did not load: what was kept, and what a link brings, is taken up when the page is loaded again.'

const known = new WeakMap<SluiceClient, Embedded>()

/**
 * Gives what other devtools have of a client, and at first takes up what was kept for the
 * page. Options count the first time: somebody may write them anew with each render.
 */
export function embeddedOf(client: SluiceClient, options: DevtoolsOptions): Embedded {
  const before = known.get(client)
  if (before) return before
  const notices: string[] = []
  const embedded: Embedded = {
    client,
    options,
    notices,
    settings: recall('settings', (sentence) => notices.push(sentence)),
    atLoad: client.store.getState().flags,
    root: { isConnected: true },
    show() {},
  }
  known.set(client, embedded)
  void firstFlags(client).then((flags) => (embedded.atLoad = flags))
  void follow(embedded)
  return embedded
}

/** As an overlay of the page does it; not at once, since the plugin may be made while React draws. */
async function follow(embedded: Embedded): Promise<void> {
  const { client, settings } = embedded
  const part = await early()
  if (!part) return void embedded.notices.push(NOT_LOADED)
  const { enterFrame, takeUp, followLink } = part
  if (isFrame()) {
    hideTanStack()
    return enterFrame(client, window.name.slice(FRAME.length))
  }
  if (settings.keep === 'page') dropKept(client)
  takeUp(embedded)
  followLink({
    root: embedded.root,
    get isWanted() {
      return embedded.guest !== undefined || isSeen(embedded)
    },
    open() {
      if (process.env.NODE_ENV !== 'production')
        void import('./open-guest.ts').then((part) => part.openGuest(embedded))
    },
  })
  return undefined
}

/** What is compared is the page: those devtools share their storage with it, and would be open as well. */
function hideTanStack(): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('#tanstack_devtools{display:none!important}')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  } catch {
    // An older browser: they stand in the frame, and what is compared is there all the same.
  }
}
