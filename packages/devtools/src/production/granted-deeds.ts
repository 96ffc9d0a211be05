import type { Deeds, Desk } from '../panel/desk.ts'
import type { Granted } from './granted.ts'

const AGAIN = 'The grant is in force again.'

/**
 * Makes the deeds of a desk in production: a grant is in force or set aside, as a
 * whole, and nothing else is ever forced.
 */
export function grantedDeeds(granted: Granted, say: Desk['say']): Deeds {
  const takeUp = (): void => {
    granted.takeUp()
    say(AGAIN)
  }
  const setAside = (): void => {
    const flags = Object.keys(granted.grant()?.forced ?? {})
    if (granted.isAside() || flags.length === 0) return
    granted.setAside()
    say({ text: `The grant is set aside: ${flags.join(', ')} as for everybody.`, undo: takeUp })
  }
  return {
    force(key, { variant }) {
      const { forced = {} } = granted.grant() ?? {}
      const isNamed = Object.hasOwn(forced, key) && forced[key] === variant
      if (!isNamed) say(`${key} was not forced: the grant does not name that.`)
      else if (granted.isAside()) takeUp()
    },
    reset: setAside,
    replace(overrides) {
      if (overrides.size === 0) setAside()
      else say('Nothing was forced: in production only a grant does that.')
    },
  }
}
