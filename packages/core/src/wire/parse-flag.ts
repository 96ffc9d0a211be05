import type { DetailsSource } from '../details.ts'
import type { EvaluationMetadata } from '../evaluation.ts'
import type { ErrorCode } from '../reasons.ts'
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
      errorMessage: typeof errorDetails === 'string' ? errorDetails : undefined,
      metadata,
    } as DetailsSource
  }
  if (variant !== undefined && typeof variant !== 'string') return undefined
  // All of one shape. What is undefined here is absent where it is stored or sent.
  return {
    key,
    reason: typeof reason === 'string' ? reason : 'UNKNOWN',
    variant,
    value: value ?? undefined,
    metadata,
  } as DetailsSource
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
