import type { JsonObject, JsonValue } from '../json.ts'
import { isRecord } from '../records.ts'

type Rule = (operand: JsonValue, value: JsonValue, schema: JsonObject, root: JsonObject) => boolean

/**
 * Checks a value against a JSON Schema, for tests: the keywords that the
 * ruleset's schema uses, and an error for any other, so that none goes unchecked.
 */
export function fits(schema: JsonValue, value: JsonValue, root: JsonObject): boolean {
  if (typeof schema === 'boolean') return schema
  return Object.entries(schema as JsonObject).every(([keyword, operand]) => {
    if (ANNOTATIONS.has(keyword)) return true
    const rule = RULES[keyword]
    if (rule === undefined) throw new Error(`keyword ${keyword} is not known to this test`)
    return rule(operand, value, schema as JsonObject, root)
  })
}

const ANNOTATIONS = new Set(['$schema', '$defs', 'title', 'description', 'default', 'format', 'id'])

const RULES: Readonly<Record<string, Rule>> = {
  $ref: (ref, value, _schema, root) => {
    const name = (ref as string).replace('#/$defs/', '')
    return fits((root['$defs'] as JsonObject)[name] as JsonValue, value, root)
  },
  type: (type, value) => [type].flat().some((one) => isOfType(one as string, value)),
  enum: (values, value) => (values as readonly JsonValue[]).includes(value),
  const: (wanted, value) => wanted === value,
  not: (schema, value, _schema, root) => !fits(schema, value, root),
  oneOf: (schemas, value, _schema, root) =>
    (schemas as readonly JsonValue[]).filter((schema) => fits(schema, value, root)).length === 1,
  anyOf: (schemas, value, _schema, root) =>
    (schemas as readonly JsonValue[]).some((schema) => fits(schema, value, root)),
  required: (names, value) =>
    !isRecord(value) || (names as readonly string[]).every((name) => Object.hasOwn(value, name)),
  properties: (properties, value, _schema, root) =>
    members(value).every(([name, member]) => {
      const schema = (properties as JsonObject)[name]
      return schema === undefined || fits(schema, member, root)
    }),
  additionalProperties: (additional, value, { properties = {} }, root) =>
    members(value).every(
      ([name, member]) =>
        Object.hasOwn(properties as JsonObject, name) || fits(additional, member, root),
    ),
  propertyNames: (schema, value, _schema, root) =>
    members(value).every(([name]) => fits(schema, name, root)),
  items: (schema, value, _schema, root) =>
    !Array.isArray(value) || value.every((item: JsonValue) => fits(schema, item, root)),
  minItems: (least, value) => !Array.isArray(value) || value.length >= Number(least),
  minLength: (least, value) => typeof value !== 'string' || value.length >= Number(least),
  maxLength: (most, value) => typeof value !== 'string' || value.length <= Number(most),
  pattern: (pattern, value) =>
    typeof value !== 'string' || new RegExp(pattern as string).test(value),
  minimum: (least, value) => typeof value !== 'number' || value >= Number(least),
  maximum: (most, value) => typeof value !== 'number' || value <= Number(most),
  exclusiveMinimum: (least, value) => typeof value !== 'number' || value > Number(least),
  exclusiveMaximum: (most, value) => typeof value !== 'number' || value < Number(most),
  maxItems: (most, value) => !Array.isArray(value) || value.length <= Number(most),
}

function isOfType(type: string, value: JsonValue): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isRecord(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function members(value: JsonValue): readonly [string, JsonValue][] {
  return isRecord(value) ? Object.entries(value) : []
}
