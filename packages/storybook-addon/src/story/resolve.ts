import type { LocalSource } from '@sluice/client/local'
import type { DetailsSource, EvaluationContext } from '@sluice/core'
import type { DecidedBy, Given, StoryState } from '../report/report.ts'
import type { ReadChoices } from './choices.ts'
import { faultIn } from './flag-faults.ts'
import type { ShownManifest } from '../manifest/shown-manifest.ts'
import type { CheckedParameters } from './parameters.ts'
import { compiledFor, contextFor, entryFor } from './served.ts'

/** What a story draws with, and why. */
export interface Resolved {
  readonly source: LocalSource
  readonly context: EvaluationContext
  readonly state: StoryState
  /** Who decided, by flag key; the rest comes from the flags themselves. */
  readonly by: ReadonlyMap<string, DecidedBy>
  /** What the flag would give if nobody chose, whether it is read or not. */
  own(key: string): DetailsSource | undefined
  /** What is wrong with what was said of a flag, by its key. */
  readonly faults: ReadonlyMap<string, string>
}

/** Decides what a story draws: what the panel says, else the story, else the toolbar, else the flags themselves. */
export function resolve(
  { ruleset, isNamesOnly = false }: Pick<ShownManifest, 'ruleset' | 'isNamesOnly'>,
  parameters: CheckedParameters,
  { everywhere, here }: ReadChoices,
): Resolved {
  const faults = new Map<string, string>()
  const by = new Map<string, DecidedBy>()
  const decided = new Map<string, Given>()
  const decide = (who: DecidedBy, key: string, given: Given): void => {
    const fault = faultIn(ruleset, key, given, who)
    if (fault !== undefined) faults.set(key, fault.sentence)
    if (fault?.isUseless) return
    decided.set(key, given)
    by.set(key, who)
  }
  const byStory = new Map<string, Given>()
  for (const [key, value] of Object.entries(parameters.flags)) byStory.set(key, { value })
  for (const [key, variant] of Object.entries(parameters.variants))
    byStory.set(key, { ...byStory.get(key), variant })

  const from = here.context ?? parameters.context ?? everywhere.context
  const compiled = ruleset && !isNamesOnly ? compiledFor(ruleset, from) : undefined
  const context = contextFor(from)
  const state = stateOf(parameters, { everywhere, here })

  for (const [key, given] of Object.entries(everywhere.overrides)) decide('toolbar', key, given)
  const own = new Map<string, DetailsSource>()
  for (const [key, given] of byStory) {
    decide('story', key, given)
    if (by.get(key) === 'story') own.set(key, entryFor(ruleset, key, given))
  }
  for (const [key, given] of Object.entries(here.overrides)) decide('panel', key, given)

  const flags = [...decided].map(([key, given]) => entryFor(ruleset, key, given))
  const status = state === 'crashed' || state === 'no-consent' ? 'ready' : state
  return {
    source: { ...(compiled && { ruleset: compiled }), bootstrap: { flags }, status },
    context,
    state,
    by,
    own(key) {
      const known = own.get(key)
      if (known || !ruleset || !compiled?.has(key)) return known
      const ownContext = contextFor(parameters.context)
      return compiledFor(ruleset, parameters.context).evaluate(key, ownContext, Date.now())
    },
    faults,
  }
}

/** How a story stands: as the panel says, else the story, else the toolbar. */
export function stateOf(
  { status }: Pick<CheckedParameters, 'status'>,
  { everywhere, here }: Pick<ReadChoices, 'everywhere' | 'here'>,
): StoryState {
  return here.state ?? status ?? everywhere.state ?? 'ready'
}
