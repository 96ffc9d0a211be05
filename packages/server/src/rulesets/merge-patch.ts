import type { JsonObject, JsonValue } from '@sluice/core'

/**
 * Applies a JSON merge patch, RFC 7396: `null` takes a member away, an object is
 * merged, anything else replaces. Made without a prototype, so every name is data.
 */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch
  const merged = new Map<string, JsonValue>(isObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  const result: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
  for (const [name, value] of merged) result[name] = value
  return result
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
