import * as z from 'zod'
import type { JsonObject } from '../json.ts'
import { rulesetSchema } from './ruleset-schema.ts'

/** The JSON Schema (2020-12) of a ruleset document, for completion and checks in editors. */
export function rulesetJsonSchema(): JsonObject {
  return z.toJSONSchema(rulesetSchema, { io: 'input' }) as unknown as JsonObject
}
