import { ADDON } from '../ids.ts'
import { readAddress } from '../scenarios/read-address.ts'
import type { StoryStore } from './story-store.ts'

/** What Storybook can be asked for. */
export interface FollowedApi {
  /** Says something beside the stories, until somebody has read it. */
  addNotification(notification: {
    readonly id: string
    readonly content: { readonly headline: string; readonly subHeadline: string }
  }): void
  navigateUrl(url: string, options: { readonly replace: true; readonly plain: true }): void
}

/**
 * Opens what the overlay shares where it stands behind the address of Storybook, now or
 * later, as soon as a story is there that hears it. The address then has it as a choice.
 */
export function followLink(store: StoryStore, api: FollowedApi): void {
  let waiting: string | undefined
  const open = (): void => {
    const { story } = store.get().report ?? {}
    if (waiting === undefined || story === undefined) return
    store.choose(story, { type: 'scenario', payload: waiting })
    waiting = undefined
  }
  const look = (): void => {
    const brought = readAddress(location.href)
    if (!brought) return
    const { payload, said } = brought.pasted
    const address = brought.rest.slice(location.origin.length)
    // Storybook notes where it is, and begins after this.
    setTimeout(() => api.navigateUrl(address, { replace: true, plain: true }))
    api.addNotification({ id: `${ADDON}/link`, content: { headline: 'Gates', subHeadline: said } })
    waiting = payload
    open()
  }
  store.subscribe(open)
  window.addEventListener('hashchange', look)
  look()
}
