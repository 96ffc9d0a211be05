import {
  formatScenario,
  SCENARIO_STATES,
  scenarioLink,
  type Scenario,
} from '@sluice/client/scenarios'
import type { DetailsSource, Flag, JsonValue } from '@sluice/core'
import { GLOBALS } from '../ids.ts'
import type { ShownManifest } from '../manifest/shown-manifest.ts'
import type {
  DrawnInstead,
  GateRow,
  Given,
  ShownExposure,
  ShownOutcome,
  ShownVariant,
  StoryReport,
  StoryView,
} from '../report/report.ts'
import { scenarioPayload, type ReadChoices } from './choices.ts'
import { unknownFlag } from './flag-faults.ts'
import { mistypedRead } from './mistyped.ts'
import { notedFaults } from './noted-faults.ts'
import type { CheckedParameters } from './parameters.ts'
import type { Resolved } from './resolve.ts'
import { sameValue } from './same-value.ts'
import { flagOf } from './served.ts'
import type { StoryClient } from './story-client.ts'
import type { StorySession } from './story-session.ts'

/** All that a report is made of. */
export interface ReportParts {
  readonly session: StorySession
  readonly client: StoryClient
  readonly manifest: ShownManifest
  readonly parameters: CheckedParameters
  readonly choices: ReadChoices
  readonly resolved: Resolved
  readonly globals: Readonly<Record<string, unknown>>
}

/** Says all that the panel and the toolbar show of a story. */
export function reportStory(parts: ReportParts): StoryReport {
  const { session, manifest, parameters, choices, resolved, globals } = parts
  const rows = [...session.reads].map(([key, byCode]) => rowOf(key, byCode, parts))
  const { everywhere, here } = choices
  const scenario = scenarioOf(rows, parts)
  const chosen = manifest.scenarios.find(({ name }) => name === everywhere.scenario)
  const app = webAddress(parameters.app ?? manifest.app)
  const link = app === undefined ? undefined : linkTo(scenario, app)
  const file = fileOf(scenario)
  return {
    story: session.id,
    isDrawn: session.places.size > 0,
    rows,
    faults: [
      ...manifest.faults,
      ...parameters.faults,
      ...choices.faults,
      ...faultsOfUnread(parts),
      ...notedFaults(),
      ...session.notes,
      ...crashesOf(rows, parts),
      ...(link?.fault === undefined ? [] : [link.fault]),
      ...(file.fault === undefined ? [] : [file.fault]),
    ],
    exposures: exposuresOf(parts),
    outcomes: outcomesOf(parts),
    state: resolved.state,
    ownState: parameters.status,
    scenarios: manifest.scenarios.map((each) => ({
      name: each.name,
      payload: scenarioPayload(each),
    })),
    ...(chosen && { chosenScenario: scenarioPayload(chosen) }),
    forced:
      Object.keys(here.overrides).length +
      Object.keys(everywhere.overrides).length +
      [everywhere.state, here.state, everywhere.context, here.context].filter(
        (chosen) => chosen !== undefined,
      ).length,
    scenario: file.text,
    appLink: link?.href,
    environments: manifest.environments.map(({ name }) => name),
    view: viewOf(globals),
  }
}

function rowOf(key: string, byCode: JsonValue, parts: ReportParts): GateRow {
  const { client, manifest, parameters, resolved } = parts
  const { ruleset, file } = manifest
  const flag = flagOf(ruleset, key)
  const held = client.store.getState().flags.get(key)
  const given = givenOf(held, byCode)
  const own = givenOf(resolved.own(key), byCode)
  const mistyped = mistypedRead(held?.value, parts.session.types.get(key) ?? new Set())
  const instead = mistyped?.isEverywhere === true ? 'mistyped' : insteadOf(key, held, given, parts)
  const isOfStory = instead === 'default' && parameters.status === resolved.state
  const unknown = ruleset && !flag ? unknownFlag(ruleset, key, file) : undefined
  return {
    key,
    title: flag?.title ?? titleOf(key),
    description: flag?.description,
    designUrl: webAddress(flag?.designUrl),
    definition: flag ? 'found' : ruleset ? 'missing' : 'unknown',
    kind: flag?.kind,
    type: flag?.type ?? typeOf(byCode),
    variants: variantsOf(flag, byCode),
    byCode,
    given,
    own,
    differs: !isOfStory && (!sameValue(given.value, own.value) || given.variant !== own.variant),
    by: resolved.by.get(key) ?? (held ? 'flag' : 'code'),
    instead,
    fault: resolved.faults.get(key) ?? unknown ?? mistyped?.sentence,
  }
}

/** What is drawn where the state of the story, or a crash, leaves nothing of what is given. */
function insteadOf(
  key: string,
  held: DetailsSource | undefined,
  { value, variant }: Given,
  { session, resolved: { state } }: ReportParts,
): DrawnInstead | undefined {
  if (!held) return state === 'offline' || state === 'starting' ? 'default' : undefined
  // A gate that is closed, and the control itself, are drawn whatever is broken.
  if (value === false || variant === 'control' || !session.treatments.has(key)) return undefined
  const crash = session.crashes.get(key)
  const hasCrashed = state === 'crashed' || (crash && crash.variant === variant)
  return hasCrashed ? 'control' : undefined
}

function givenOf(entry: DetailsSource | undefined, byCode: JsonValue): Given {
  if (entry?.value === undefined) return { value: byCode }
  return { value: entry.value, variant: entry.variant }
}

/** The variants of a flag with their titles; those of a gate are there without a definition. */
export function variantsOf(flag: Flag | undefined, byCode?: JsonValue): ShownVariant[] {
  if (!flag)
    return typeof byCode === 'boolean'
      ? [
          { name: 'on', title: 'On', value: true },
          { name: 'off', title: 'Off', value: false },
        ]
      : []
  const all = Object.entries(flag.variants).map(([name, { value, title, description }]) => ({
    name,
    title: title ?? titleOf(name),
    description,
    value,
  }))
  return toldApart(all)
}

/** Adds the name to titles that several variants have. */
export function toldApart<V extends Pick<ShownVariant, 'name' | 'title'>>(
  variants: readonly V[],
): V[] {
  return variants.map((variant) => {
    const { name, title } = variant
    const isAlone = variants.every((other) => other.name === name || other.title !== title)
    return isAlone ? variant : { ...variant, title: `${title} (${name})` }
  })
}

/** What a key says to somebody who does not write code: `new-checkout` is "New checkout". */
export function titleOf(key: string): string {
  const words = key.replaceAll(/[-_.]+/g, ' ').trim()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

function typeOf(value: JsonValue): GateRow['type'] {
  const type = typeof value
  return type === 'boolean' || type === 'string' || type === 'number' ? type : 'object'
}

function webAddress(url: string | undefined): string | undefined {
  return url !== undefined && /^https?:/.test(url) ? url : undefined
}

/** What is said of treatments that threw, while their variant is in force. */
function crashesOf(rows: readonly GateRow[], { session }: ReportParts): string[] {
  return rows.flatMap(({ key, given }) => {
    const crash = session.crashes.get(key)
    return crash && crash.variant === given.variant ? [crash.sentence] : []
  })
}

/** What somebody said of flags that the story has not read: a typing error would go unseen. */
function faultsOfUnread({ session, resolved }: ReportParts): string[] {
  return [...resolved.faults]
    .filter(([key]) => !session.reads.has(key))
    .map(([key, fault]) => `${key}: ${fault}`)
}

/** The state of the story in the one format that tests, apps and people open. */
function scenarioOf(
  rows: readonly GateRow[],
  { parameters, choices, resolved, session }: ReportParts,
): Scenario {
  const status = SCENARIO_STATES.find((state) => state === resolved.state)
  const context = choices.here.context ?? parameters.context ?? choices.everywhere.context
  return {
    version: 1,
    name: choices.everywhere.scenario ?? session.id,
    overrides: Object.fromEntries(
      rows
        // The app draws its own default too, as long as nothing is forced.
        .filter(({ instead }) => instead !== 'default')
        .map(({ key, given: { value, variant } }) => [
          key,
          {
            ...(value !== undefined && { value }),
            ...(variant !== undefined && { variant }),
          },
        ]),
    ),
    ...(context && { context }),
    ...(status !== undefined && status !== 'ready' && { status }),
  }
}

function linkTo(scenario: Scenario, app: string): { href?: string; fault?: string } {
  try {
    return { href: scenarioLink(scenario, app) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { fault: `The app cannot be opened in this state. ${why}` }
  }
}

function fileOf(scenario: Scenario): { text: string; fault?: string } {
  try {
    return { text: formatScenario(scenario) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { text: '', fault: `There is no file of this state. ${why}` }
  }
}

function exposuresOf({ client, manifest, resolved }: ReportParts): ShownExposure[] {
  if (resolved.state === 'no-consent') return []
  return client.exposures().map(({ id, flag, variant = '', phase, at }) => {
    const known = flagOf(manifest.ruleset, flag)
    return {
      id,
      title: known?.title ?? titleOf(flag),
      variant: known?.variants[variant]?.title ?? titleOf(variant),
      phase,
      at,
    }
  })
}

function outcomesOf({ client, resolved }: ReportParts): ShownOutcome[] {
  if (resolved.state === 'no-consent') return []
  return client.outcomes().map((outcome, at) => ({ id: `${at}`, ...outcome }))
}

/** What the address asks to stand in the canvas. */
export function viewOf(globals: Readonly<Record<string, unknown>>): StoryView {
  const view = globals[GLOBALS.view]
  return view === 'grid' || view === 'gaps' ? view : 'story'
}
