import { HttpError } from '../http/http-error.ts'

/** The refusal to split events by what is not kept with them. */
export function attributeNotStored(name: string, stored: ReadonlySet<string>): HttpError {
  return new HttpError(
    'ATTRIBUTE_NOT_STORED',
    `This environment stores no attribute ${JSON.stringify(name)} with events${stored.size === 0 ? '' : `; it stores ${[...stored].toSorted().join(', ')}`}. Declare it with "stored": true, and not as sensitive; from then on it can be segmented by.`,
    { status: 422 },
  )
}
