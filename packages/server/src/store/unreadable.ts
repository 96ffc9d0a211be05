import { HttpError } from '../http/http-error.ts'

const CODE = 'RULESET_UNREADABLE'

/** The refusal of what needs a stored ruleset that is damaged or gone; flags are served on. */
export function rulesetUnreadable(environment: string, version: number, cause: unknown): HttpError {
  return new HttpError(
    CODE,
    `Version ${version} of "${environment}" is stored but cannot be read. What was served last is served on; roll back to another version, or restore the database from a backup.`,
    { status: 503, cause },
  )
}

/** The refusal of what needs settings that are damaged; flags are served on. */
export function settingsUnreadable(environment: string, cause: unknown): HttpError {
  return new HttpError(
    'SETTINGS_UNREADABLE',
    `The settings of "${environment}" are stored but cannot be read. What was served last is served on; restore the database from a backup.`,
    { status: 503, cause },
  )
}

/** Tells whether an error is the refusal of an unreadable ruleset. */
export function isRulesetUnreadable(error: unknown): boolean {
  return error instanceof HttpError && error.code === CODE
}
