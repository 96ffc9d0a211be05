import type { SluiceClient } from '@sluice/client'
import type { Grants } from '@sluice/client/grants'
import { grantInLink, readGrantClaims } from '@sluice/core/grants'
import type { DevtoolsOptions } from '../options.ts'
import { dress } from '../overlay/dress.ts'
import { putHome } from '../overlay/home.ts'
import { isComposing } from '../overlay/is-composing.ts'
import { keepKeys } from '../overlay/keep-keys.ts'
import { part } from '../overlay/part.ts'
import { PILL_STYLE, ROOT_STYLE } from '../overlay/pill-style.ts'
import { DIALOG_STYLE } from './dialog-style.ts'

const UNREADABLE = 'That is no grant, or one that was cut off. Copy the whole link or token.'
const ASKED = 'The service is asked what it is worth.'
const UNANSWERED = 'The service does not answer. It is asked again by itself, and this page waits.'

const loadSettle = part(() => import('../overlay/settle-in.ts'))

/** The dialog that asks for a grant. */
export interface GrantDialog {
  readonly isOpen: () => boolean
  /** Shows it, ready to be typed in. */
  open(): void
  /** Shows it with why a grant was refused, and leaves the focus where it is. */
  tell(refusal: string): void
  close(): void
}

/**
 * Asks for a grant in a small dialog, which is on the page only while it asks.
 *
 * @param closed - called when somebody closes it
 */
export function askForGrant(
  client: SluiceClient,
  grants: Grants,
  options: Pick<DevtoolsOptions, 'nonce'>,
  closed: () => void,
): GrantDialog {
  const host = document.createElement('sluice-devtools')
  const shadow = host.attachShadow({ mode: 'open' })
  const root = element('div', { className: 'root' })
  const title = element('h2', { id: 'title', textContent: 'Look at this page with a grant' })
  const about = element('p', {
    id: 'about',
    textContent:
      'Here only a signed grant forces a variant: a link, or a token that begins with s1. Whoever runs Sluice issues one with “sluice grant issue”. What it shows is never counted.',
  })
  const field = element('textarea', { rows: 3, id: 'grant', spellcheck: false, required: true })
  field.autocomplete = 'off'
  const label = element('label', { htmlFor: 'grant', textContent: 'Grant' })
  const said = element('p', { className: 'said' })
  said.role = 'status'
  const use = element('button', { textContent: 'Use it', className: 'primary' })
  const cancel = element('button', { type: 'button', textContent: 'Close' })
  const bar = element('p', { className: 'bar' })
  bar.append(use, cancel)
  const form = element('form', { noValidate: true })
  form.append(label, field, said, bar)
  const box = element('div', { className: 'ask' })
  box.role = 'dialog'
  box.setAttribute('aria-labelledby', 'title')
  box.setAttribute('aria-describedby', 'about')
  box.append(title, about, form)
  root.append(box)
  shadow.append(root)
  dress(shadow, ROOT_STYLE + PILL_STYLE + DIALOG_STYLE, options.nonce)
  keepKeys(shadow)

  let focused: Element | null = null
  let ended = new AbortController()
  const say = (sentence: string, isBad = false): void => {
    said.textContent = sentence
    said.classList.toggle('bad', isBad)
    field.ariaInvalid = `${isBad}`
  }
  const close = (): void => {
    // Before it is removed: the focus is in there, and would go to nothing.
    if (host.matches(':focus-within')) (focused as HTMLElement | null)?.focus()
    host.remove()
    ended.abort()
    field.value = ''
    say('')
  }
  const appear = async (): Promise<void> => {
    const isNew = !host.isConnected
    putHome(host)
    if (!isNew) return
    ended = new AbortController()
    const { signal } = ended
    try {
      const { settle } = await loadSettle()
      if (!signal.aborted) settle(host, () => true, signal)
    } catch (error) {
      say(`A dialog of this page may keep the focus from here. ${String(error)}`)
    }
  }
  const ask = async (): Promise<void> => {
    const text = field.value.trim()
    if (!readGrantClaims(grantInLink(text) ?? text)) {
      say(text === '' ? 'Paste the link or the token first.' : UNREADABLE, true)
      return field.focus()
    }
    say(ASKED)
    grants.accept(text)
    await client.refresh()
    if (grants.status()?.state === 'asking') say(UNANSWERED)
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void ask()
  })
  const leave = (): void => {
    close()
    closed()
  }
  cancel.addEventListener('click', leave)
  box.addEventListener('keydown', (event) => {
    // What is typed here is no shortcut of the page.
    event.stopPropagation()
    if (event.key !== 'Escape' || isComposing(event)) return
    // The browser would close a dialog or popover of the page with it.
    event.preventDefault()
    leave()
  })
  return {
    isOpen: () => host.isConnected,
    open() {
      const from = document.activeElement
      if (!host.isConnected) focused = from
      void appear().then(() => {
        // Where the page has taken it back meanwhile, it is taken once more.
        if (host.isConnected && from !== host && document.activeElement === from) field.focus()
      })
      field.focus()
    },
    tell(refusal) {
      void appear()
      say(refusal, true)
    },
    close,
  }
}

function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  given: Partial<HTMLElementTagNameMap[T]>,
): HTMLElementTagNameMap[T] {
  return Object.assign(document.createElement(tag), given)
}
