import { getManifest } from '../manifest/held-manifest.ts'
import { readChoices } from './choices.ts'
import { checkParameters } from './parameters.ts'
import { titleOf } from './report-story.ts'
import type { StoryState } from '../report/report.ts'
import { resolve, stateOf } from './resolve.ts'
import { typeRead } from './mistyped.ts'
import { createStoryClient, type StorySource } from './story-client.ts'
import type { Globals, StoryPlace, StorySession } from './story-session.ts'
import { flagOf } from './served.ts'

/** Says what happens while a story is drawn, so that the panel can show it. */
export type Tell = (session: StorySession) => void

/** A place, and how it hears of what the story says now. */
export interface NewPlace extends StoryPlace {
  /** Takes what the story says now, with the choices of now. */
  take(parameters: unknown, globals: Globals): void
}

/** Makes a place where a story is drawn, with a client of its own. */
export function createPlace(
  session: StorySession,
  firstParameters: unknown,
  firstGlobals: Globals,
  tell: Tell,
): NewPlace {
  // What went wrong before may not go wrong this time.
  session.notes.clear()
  session.crashes.clear()
  session.types.clear()
  let parameters = firstParameters
  let globals = firstGlobals
  const resolveNow = () =>
    resolve(getManifest(), checkParameters(parameters), readChoices(globals, session.id))
  let resolved = resolveNow()
  const sourceOf = (): StorySource => ({
    source: resolved.source,
    context: resolved.context,
    state: resolved.state,
  })
  const note = (sentence: string): void => {
    session.notes.add(sentence)
    tell(session)
  }
  const client = createStoryClient(sourceOf(), {
    read(key, defaultValue) {
      const types = session.types.get(key) ?? new Set()
      const type = typeRead(defaultValue)
      if (session.reads.has(key) && types.has(type)) return
      if (!session.reads.has(key)) session.reads.set(key, defaultValue)
      session.types.set(key, types.add(type))
      tell(session)
    },
    treated(key) {
      if (session.treatments.has(key)) return
      session.treatments.add(key)
      tell(session)
    },
    crashed(key, variant, error) {
      session.crashes.set(key, { variant, sentence: crashSentence(key, variant, error) })
      tell(session)
    },
    secondProvider: () =>
      note(
        'There is a <SluiceProvider> inside of this story. Its client asks its own service, and nothing here reads from it. Take it out of the story and its decorators: the addon brings one.',
      ),
    recorded: () => tell(session),
  })
  const place: NewPlace = {
    client,
    apply(next) {
      place.take(parameters, next)
    },
    take(nextParameters, nextGlobals) {
      parameters = nextParameters
      globals = nextGlobals
      resolved = resolveNow()
      client.take(sourceOf())
      tell(session)
    },
    resolved: () => resolved,
    globals: () => globals,
    parameters: () => parameters,
  }
  // A story that throws is never committed, and yet its flags can be chosen.
  session.last = place
  return place
}

/** How a story stands, before anything of it is drawn. */
export function stateFor(parameters: unknown, globals: Globals, id: string): StoryState {
  return stateOf(checkParameters(parameters), readChoices(globals, id))
}

function crashSentence(key: string, variant: string | undefined, error: unknown): string {
  const flag = flagOf(getManifest().ruleset, key)
  const title = flag?.variants[variant ?? '']?.title ?? titleOf(variant ?? 'what it draws')
  const why = error instanceof Error ? error.message : String(error)
  return `“${title}” of “${flag?.title ?? titleOf(key)}” crashed (${why}), so the control stands in its place, as it would for people. Draw the story again to try once more.`
}
