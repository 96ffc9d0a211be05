import type { Context } from 'hono'
import { HttpError } from './http-error.ts'
import { parseJson } from './parse-json.ts'
import { BODY_LIMIT_BYTES, JSON_TYPES, readBody, requireMediaType } from './read-body.ts'
import type { BodyDefinition } from './route-definition.ts'
import { validate } from './validate.ts'

/**
 * The query of a request, each parameter given once.
 *
 * @throws HttpError `INVALID_REQUEST`
 */
export function queryOf(c: Context): Record<string, string> {
  const query: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (values.length > 1) {
      throw new HttpError(
        'INVALID_REQUEST',
        `The query gives "${name.slice(0, 128)}" more than once.`,
        { status: 422 },
      )
    }
    query[name] = values[0] ?? ''
  }
  return query
}

/**
 * Reads and checks the body of a request.
 *
 * @throws HttpError 400 for what is no JSON of ours, 413, 415, and 422 for what does not fit the schema
 */
export async function bodyOf(c: Context, body: BodyDefinition): Promise<unknown> {
  const bytes = await readBody(c.req.raw, body.limitBytes ?? BODY_LIMIT_BYTES)
  if (bytes.byteLength === 0 && body.optional === true) return validate('body', body.schema, {})
  requireMediaType(c.req.raw.headers, body.mediaTypes ?? JSON_TYPES)
  const value = parseJson(bytes)
  return body.unchecked === true ? value : validate('body', body.schema, value)
}
