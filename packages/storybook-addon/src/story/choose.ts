import { addons } from 'storybook/preview-api'
import { FORCE_REMOUNT, UPDATE_GLOBALS } from 'storybook/internal/core-events'
import { GLOBALS } from '../ids.ts'
import type { Choice } from '../report/report.ts'
import { fromPayload } from '../scenarios/payload.ts'
import { readChoices, writeChoices, type Choices } from './choices.ts'
import { isRecord } from './parameters.ts'
import type { Globals, StorySession } from './story-session.ts'

const NOTHING: Choices = { overrides: {} }

/**
 * Takes a choice: draws it in the places that are open, at once, and then lets
 * Storybook put it into the address and draw the rest.
 */
export function choose(session: StorySession, choice: Choice, known?: Globals): void {
  const place = session.last
  const before = known ?? place?.globals()
  if (!before) return
  const change = changeOf(before, session.id, choice)
  const globals = { ...before, ...change }
  const isGone = session.places.size === 0
  for (const each of session.places) each.apply(globals)
  if (isGone) place?.apply(globals)
  const channel = addons.getChannel()
  channel.emit(UPDATE_GLOBALS, { globals: change })
  // A story that threw is not there to be drawn again.
  if (isGone) channel.emit(FORCE_REMOUNT, { storyId: session.id })
}

/** What a choice changes in the address. */
export function changeOf(globals: Globals, story: string, choice: Choice): Globals {
  const { everywhere, here } = readChoices(globals, story)
  const set = (where: 'here' | 'everywhere', next: Choices): Globals => {
    if (where === 'everywhere') return { [GLOBALS.everywhere]: writeChoices(next) }
    const all = globals[GLOBALS.here]
    return { [GLOBALS.here]: { ...(isRecord(all) ? all : {}), [story]: writeChoices(next) } }
  }
  switch (choice.type) {
    case 'flag': {
      const from = choice.where === 'here' ? here : everywhere
      const { [choice.key]: _, ...others } = from.overrides
      const overrides =
        choice.given === undefined ? others : { ...others, [choice.key]: choice.given }
      return set(choice.where, { ...from, overrides })
    }
    case 'state':
      return set('everywhere', {
        ...everywhere,
        state: choice.state === 'ready' ? undefined : choice.state,
      })
    case 'scenario': {
      const { payload = '' } = choice
      return { [GLOBALS.everywhere]: isRecord(fromPayload(payload)) ? payload : '' }
    }
    case 'cell': {
      const all = globals[GLOBALS.here]
      const others = isRecord(all) ? all : {}
      return { [GLOBALS.here]: { ...others, [story]: choice.payload }, [GLOBALS.view]: '' }
    }
    case 'view':
      return { [GLOBALS.view]: choice.view === 'story' ? '' : choice.view }
    case 'reset':
      return {
        ...(choice.where !== 'here' && { [GLOBALS.everywhere]: '' }),
        ...(choice.where !== 'everywhere' && set('here', NOTHING)),
      }
  }
}
