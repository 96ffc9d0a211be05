import type { Fault, Flag, Ruleset } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { HttpError } from '../http/http-error.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'

/**
 * Checks the flags that a change creates against the rules of their environment.
 *
 * @param now - epoch milliseconds
 * @throws HttpError `FLAG_POLICY`, status 422, with every fault
 */
export function checkNewFlags(
  current: Ruleset,
  next: Ruleset,
  settings: EnvironmentSettings,
  now: number,
): void {
  const pattern =
    settings.namingPattern === undefined ? undefined : re2Engine(settings.namingPattern)
  const today = new Date(now).toISOString().slice(0, 10)
  const faults: Fault[] = []
  for (const [key, flag] of Object.entries(next.flags)) {
    if (flag.archived || Object.hasOwn(current.flags, key)) continue
    const fault = (field: string | undefined, message: string) =>
      faults.push(faultOf(key, field, message))
    if (pattern !== undefined && !pattern(key)) {
      fault(
        undefined,
        `The key "${key}" does not match the naming pattern ${settings.namingPattern ?? ''} of this environment.`,
      )
    }
    if (settings.requireOwner && (flag.owner ?? '').trim() === '') {
      fault('owner', 'A new flag of this environment names an owner.')
    }
    if (settings.requireSunsetOn === true && flag.sunsetOn === undefined && isTemporary(flag)) {
      fault('sunsetOn', `A new ${flag.kind} of this environment names the day of its removal.`)
    }
    if (flag.sunsetOn !== undefined && flag.sunsetOn < today) {
      fault('sunsetOn', `A new flag cannot be due for removal on ${flag.sunsetOn}, which is past.`)
    }
  }
  if (faults.length === 0) return
  throw new HttpError(
    'FLAG_POLICY',
    `A new flag does not fit the rules of its environment: ${faults[0]?.message ?? ''}`,
    {
      status: 422,
      faults,
    },
  )
}

function isTemporary(flag: Flag): boolean {
  return flag.kind === 'release' || flag.kind === 'experiment'
}

function faultOf(key: string, field: string | undefined, message: string): Fault {
  const at = field === undefined ? ['flags', key] : ['flags', key, field]
  return {
    path: `$.flags[${JSON.stringify(key)}]${field === undefined ? '' : `.${field}`}`,
    at,
    message,
  }
}
