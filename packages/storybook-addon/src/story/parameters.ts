import type { FlagKey, FlagValue, SluiceContext, VariantName } from '@sluice/client'
import type { EvaluationContext, JsonValue } from '@sluice/core'
import { STORY_STATES, type StoryState } from '../report/report.ts'

/** What a story says of its flags: `parameters: { sluice: { … } }`, for a story, a component or a project. */
export interface SluiceParameters {
  /** Values, by flag key. A value that a variant has stands for that variant. */
  readonly flags?: { readonly [K in FlagKey]?: FlagValue<K> | undefined }
  /** Variants, by flag key. Stronger than `flags`; a flag in both gets the value of `flags` under the name of the variant. */
  readonly variants?: { readonly [K in FlagKey]?: VariantName<K> | undefined }
  /** Who looks at the story: rules decide for this person. Default: nobody known. */
  readonly context?: SluiceContext
  /** How the client stands. Default `ready`. */
  readonly status?: StoryState
  /** Where the app runs, to open it in the state of this story. */
  readonly app?: string
  /** `true` for a story that has its own provider, or none: the addon leaves it alone. */
  readonly disable?: boolean
}

/** The parameters of a story, as far as they make sense. */
export interface CheckedParameters {
  readonly flags: Readonly<Record<string, JsonValue>>
  readonly variants: Readonly<Record<string, string>>
  readonly context: EvaluationContext | undefined
  readonly status: StoryState | undefined
  readonly app: string | undefined
  /** What does not, and what to do. */
  readonly faults: readonly string[]
}

const NAMES = ['flags', 'variants', 'context', 'status', 'app', 'disable']

/** Takes from parameters what can be used; the rest becomes sentences. */
export function checkParameters(given: unknown): CheckedParameters {
  const faults: string[] = []
  const all = isRecord(given) ? given : {}
  if (given !== undefined && !isRecord(given))
    faults.push('parameters.sluice of this story is no object. Write sluice: { flags: { … } }.')
  for (const name of Object.keys(all))
    if (!NAMES.includes(name))
      faults.push(`parameters.sluice has no "${name}". There are ${NAMES.join(', ')}.`)
  const record = (name: string): Readonly<Record<string, unknown>> => {
    const value = all[name]
    if (value === undefined || isRecord(value)) return value ?? {}
    faults.push(`parameters.sluice.${name} is no object. Write ${name}: { … }.`)
    return {}
  }
  const variants = Object.entries(record('variants')).filter((entry): entry is [string, string] => {
    const [key, variant] = entry
    if (variant !== undefined && typeof variant !== 'string')
      faults.push(
        `parameters.sluice.variants of "${key}" is ${shown(variant)}. Write the name of a variant.`,
      )
    return typeof variant === 'string'
  })
  const flags = Object.entries(record('flags')).filter((entry): entry is [string, JsonValue] => {
    const [key, value] = entry
    const isJson = value === undefined || isJsonValue(value)
    if (!isJson)
      faults.push(
        `parameters.sluice.flags of "${key}" is no JSON. Write a value that a flag can have.`,
      )
    return isJson && value !== undefined
  })
  const status = STORY_STATES.find((state) => state === all['status'])
  if (all['status'] !== undefined && status === undefined)
    faults.push(
      `parameters.sluice.status is ${shown(all['status'])}. Write one of ${STORY_STATES.join(', ')}.`,
    )
  const context = all['context'] === undefined ? undefined : record('context')
  const app = typeof all['app'] === 'string' ? all['app'] : undefined
  return {
    flags: Object.fromEntries(flags),
    variants: Object.fromEntries(variants),
    context,
    status,
    app,
    faults,
  }
}

/** Writes a value as a sentence may hold it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) return typeof value
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function isJsonValue(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

/** Tells whether it is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
