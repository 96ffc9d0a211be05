import type { SluiceClient } from '@sluice/client'
import type { DevtoolsHandle, DevtoolsOptions } from '../options.ts'
import { isForTypists, isPressed, parseChord } from './chord.ts'
import { dress } from './dress.ts'
import { FRAME } from './frame-name.ts'
import { putHome } from './home.ts'
import { keep, recall, type Settings } from './memory.ts'
import { PILL_STYLE, ROOT_STYLE } from './pill-style.ts'
import { drawPill } from './pill.ts'
import type { DrawnPanel, Seat } from './seat.ts'

const TICK_MS = 1000
/** Where there is none, there is nothing to do. */
export const NO_OVERLAY: DevtoolsHandle = { open() {}, close() {}, unmount() {} }
const IN_LINK = /[#&]sluice=/

interface Global {
  sluice?: { devtools?: Record<string, (() => void) | DevtoolsHandle | undefined> }
}

/**
 * Puts the overlay on the page: the trigger now, the panel when somebody asks for it.
 * Closed, it listens to keys and looks once a second whether something is forced;
 * to the client it subscribes not at all.
 */
export function openOverlay(client: SluiceClient, options: DevtoolsOptions): DevtoolsHandle {
  const global = ((globalThis as Global).sluice ??= {})
  const { handle: other } = global.devtools ?? {}
  if (typeof other === 'object') {
    // oxlint-disable-next-line eslint/no-console -- there is no other place to say it
    console.warn('Sluice devtools: there is one on this page already, and it stays the only one.')
    return { ...other, unmount() {} }
  }
  if (isFrame()) {
    void early().then(({ enterFrame }) => enterFrame(client, window.name.slice(FRAME.length)))
    return NO_OVERLAY
  }

  const notices: string[] = []
  const refuse = (sentence: string): void => void notices.push(sentence)
  let settings = { isEnabled: true, ...recall('settings', refuse) } as Settings
  const host = document.createElement('sluice-devtools')
  const shadow = host.attachShadow({ mode: 'open' })
  const root = document.createElement('div')
  root.className = 'root'
  shadow.append(root)
  let panel: DrawnPanel | undefined
  let isWanted = false
  let focused: Element | null = null
  let { flags: atLoad } = client.store.getState()
  void client.ready().then(() => (atLoad = client.store.getState().flags))

  if (settings.keep === 'page') client.clearOverrides()
  if (settings.keep === 'browser')
    void early().then(({ restoreOverrides }) => {
      restoreOverrides(client, refuse)
      show()
    })

  const seat: Seat = {
    client,
    options,
    shadow,
    atLoad: () => atLoad,
    notices,
    settings: () => settings,
    set(more) {
      settings = { ...settings, ...more }
      keep('settings', settings)
      show()
    },
    minimise: () => close(),
    hide() {
      close()
      pill.button.hidden = true
    },
  }

  const show = (): void => {
    root.dataset['corner'] = settings.corner ?? options.corner ?? 'bottom-right'
    root.toggleAttribute('data-shy', settings.isShy === true)
    if (settings.theme) root.dataset['theme'] = settings.theme
    else delete root.dataset['theme']
    pill.count(client.overrides().size)
  }
  const open = (): void => {
    if (!settings.isEnabled || isWanted) return panel?.focus()
    isWanted = true
    focused = document.activeElement
    putHome(host)
    pill.button.ariaExpanded = 'true'
    void load()
  }
  const load = async (): Promise<void> => {
    try {
      const { drawPanel } = await import('../panel/draw-panel.tsx')
      if (isWanted && !panel) panel = drawPanel(root, seat)
    } catch {
      close()
      pill.button.title = 'The panel could not be loaded. Load the page again.'
    }
  }
  const close = (): void => {
    panel?.remove()
    panel = undefined
    isWanted = false
    pill.button.ariaExpanded = 'false'
    show()
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus()
    else if (pill.button.hidden !== true) pill.button.focus()
    focused = null
  }

  const { chord: keys = 'mod+shift+g' } = options
  const written = keys === false ? '' : keys
  const chord = parseChord(written)
  if (!chord && written)
    refuse(`"${written}" is no chord, so none opens this. Write one as mod+shift+g.`)
  const isMac = /mac|iphone|ipad/i.test(navigator.platform)
  const pill = drawPill(
    root,
    chord ? written.replace('mod', isMac ? 'Meta' : 'Control') : '',
    () => (panel ? close() : open()),
    (corner) => seat.set({ corner }),
  )
  dress(shadow, ROOT_STYLE + PILL_STYLE, options.nonce)

  const press = (event: KeyboardEvent): void => {
    if (!chord || !isPressed(chord, event, isMac)) return
    if (!isForTypists(chord) && isTyping(event)) return
    event.preventDefault()
    event.stopPropagation()
    if (panel && document.activeElement === host) close()
    else open()
  }
  let timer: ReturnType<typeof setInterval> | undefined
  const enter = (): void => {
    putHome(host)
    show()
    window.addEventListener('keydown', press, true)
    timer = setInterval(() => {
      if (document.hidden) return
      putHome(host)
      pill.count(client.overrides().size)
    }, TICK_MS)
    if (IN_LINK.test(location.hash)) open()
  }
  const leave = (): void => {
    if (panel || isWanted) close()
    window.removeEventListener('keydown', press, true)
    clearInterval(timer)
    host.remove()
  }
  const able = (isEnabled: boolean): void => {
    if (isEnabled === settings.isEnabled) return
    seat.set({ isEnabled })
    if (isEnabled) enter()
    else leave()
  }

  const handle: DevtoolsHandle = {
    open,
    close,
    unmount() {
      leave()
      delete global.devtools
    },
  }
  global.devtools = { enable: () => able(true), disable: () => able(false), open, close, handle }
  if (settings.isEnabled) enter()
  return handle
}

const early = () => import('./early-overrides.ts')

/** Only a page of the same origin finds its frame, so no foreign page forces anything. */
function isFrame(): boolean {
  try {
    return !!window.frameElement && window.name.startsWith(FRAME)
  } catch {
    return false
  }
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
