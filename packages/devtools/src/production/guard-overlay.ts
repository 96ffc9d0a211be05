import type { SluiceClient } from '@sluice/client'
import type { Grants, RefusedGrant } from '@sluice/client/grants'
import { Mark, overlay, placed } from '@sluice/react/overlay'
import type { DevtoolsHandle, DevtoolsOptions } from '../options.ts'
import { finishPill } from '../overlay/finish-pill.ts'
import { followChord } from '../overlay/follow-chord.ts'
import { tellSoon } from '../overlay/link-of-tab.ts'
import { recall } from '../overlay/memory.ts'
import { makeStand, type Stand } from '../overlay/stand.ts'
import { takeCustomChord } from '../overlay/take-custom-chord.ts'
import { takeOff } from '../overlay/take-link.ts'
import { askForGrant } from './ask-for-grant.ts'
import { dismiss, isDismissed } from './dismissed.ts'
import { dealWithGrant } from './granted.ts'

/**
 * Keeps the overlay off the page until a grant is active, and takes it off when it no
 * longer is. In between it asks for one, and says of one that was refused why, until
 * somebody has closed that: one that comes with a link is looked at again.
 *
 * @param linked - the last link that brought a grant; another object each time
 */
export function guardOverlay(
  client: SluiceClient,
  grants: Grants,
  options: DevtoolsOptions,
  linked: () => object | undefined,
): DevtoolsHandle {
  const granted = dealWithGrant(client, grants, () => look())
  const notices: string[] = []
  const refuse = (sentence: string): void => void notices.push(sentence)
  let stand: Stand | undefined
  let closedFor: object | undefined
  const refusal = (): RefusedGrant | undefined => {
    const status = grants.status()
    return status?.state === 'refused' ? status : undefined
  }
  const dialog = askForGrant(client, grants, options, () => {
    closedFor = linked()
    const refused = refusal()
    if (refused) dismiss(client, refused)
  })
  const open = (): void => {
    if (stand) return stand.open()
    dialog.open()
    const refused = refusal()
    if (refused) dialog.tell(refused.detail)
  }
  const keys = followChord(options, open)
  takeCustomChord(options, keys, notices)
  let stopKeys = keys.begin()
  let told: RefusedGrant | undefined

  const enter = (): void => {
    dialog.close()
    if (stand) return
    stopKeys()
    Object.assign(overlay, { Mark, placed })
    if (client.overrides().size > 0) {
      client.clearOverrides()
      refuse('What was forced in this tab without a grant was dropped.')
    }
    takeOff((address) => {
      refuse('The link would force something by itself, and was ignored: here only a grant does.')
      tellSoon(address)
    })
    stand = makeStand(client, options, recall('settings', refuse), notices, granted)
    stand.enter()
    finishPill(stand)
  }
  const leave = (): void => {
    if (!stand) return
    stand.leave()
    stand = undefined
    Object.assign(overlay, { Mark: undefined, placed: undefined })
    stopKeys = keys.begin()
  }
  const look = (): void => {
    const status = grants.status()
    if (status?.state === 'active') enter()
    else if (status?.state === 'refused') {
      leave()
      const isNew = linked() !== closedFor || !isDismissed(client, status)
      if (isNew || dialog.isOpen()) dialog.tell(status.detail)
    } else if (!status && !granted.isAside()) leave()
    if (!stand) return
    stand.show()
    const refused = grants.refused()
    if (!refused || refused === told) return
    told = refused
    refuse(refused.detail)
    stand.open()
  }
  const stop = grants.onChange(look)
  look()
  return {
    open,
    close: () => (stand ?? dialog).close(),
    unmount() {
      stop()
      leave()
      stopKeys()
      dialog.close()
    },
  }
}
