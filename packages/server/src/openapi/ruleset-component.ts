import { rulesetJsonSchema } from '@sluice/core/schema'
import type { JsonObject, JsonValue } from '@sluice/core'

const DEFINITIONS = '#/$defs/'
const COMPONENTS = '#/components/schemas/'

/** Where the document refers to a ruleset document. */
export const RULESET_REF = `${COMPONENTS}RulesetDocument`

/**
 * The JSON Schema of a ruleset document as components of an OpenAPI document:
 * OpenAPI 3.1 speaks JSON Schema 2020-12, so editors and this document check the same.
 */
export function rulesetComponents(): [name: string, schema: JsonObject][] {
  const { $defs, $schema: _dialect, ...document } = rulesetJsonSchema()
  const definitions = isObject($defs) ? Object.entries($defs) : []
  return [...definitions, ['RulesetDocument', document] as const].map(([name, schema]) => [
    name,
    withComponentRefs(schema) as JsonObject,
  ])
}

function withComponentRefs(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withComponentRefs)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => [
      name,
      name === '$ref' && typeof own === 'string' && own.startsWith(DEFINITIONS)
        ? COMPONENTS + own.slice(DEFINITIONS.length)
        : withComponentRefs(own),
    ]),
  )
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
