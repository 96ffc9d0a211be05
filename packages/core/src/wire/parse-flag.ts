import type { DetailsSource } from '../details.ts'
import type { EvaluationMetadata } from '../evaluation.ts'
import type { JsonValue } from '../json.ts'
import type { ErrorCode, Reason } from '../reasons.ts'
import { isRecord } from '../records.ts'

/**
 * Reads one flag of a bulk answer. A `null` value counts as absent.
 *
 * @returns `undefined` for what is no flag: no object, without a key, or with a variant that is no string
 */
export function parseFlag(item: unknown): DetailsSource | undefined {
  if (!isRecord(item)) return undefined
  const { key, value, variant, reason, errorCode, errorDetails } = item
  if (typeof key !== 'string' || key === '') return undefined
  const metadata = parseMetadata(item['metadata'])
  if (typeof errorCode === 'string') {
    return {
      key,
      reason: 'ERROR',
      errorCode: errorCode as ErrorCode,
      ...(typeof errorDetails === 'string' && { errorMessage: errorDetails }),
      metadata,
    }
  }
  if (variant !== undefined && typeof variant !== 'string') return undefined
  return {
    key,
    reason: typeof reason === 'string' ? (reason as Reason) : 'UNKNOWN',
    ...(variant !== undefined && { variant }),
    ...(value !== undefined && value !== null && { value: value as JsonValue }),
    metadata,
  }
}

function parseMetadata(value: unknown): EvaluationMetadata {
  // As `emptyRecord`, but made so that V8 finds each name at once: what a page reads of every flag.
  const metadata = Object.setPrototypeOf({}, null) as Record<string, string | number | boolean>
  if (isRecord(value)) {
    for (const [name, fact] of Object.entries(value)) {
      if ('string number boolean'.includes(typeof fact)) {
        metadata[name] = fact as string | number | boolean
      }
    }
  }
  return metadata
}
