import { z } from 'zod'
import { ROLES } from '../auth/principal.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'

/** What a new environment starts with. */
export const DEFAULT_SETTINGS: EnvironmentSettings = {
  protected: false,
  allowedOrigins: [],
  requireOwner: false,
}

const storedSettings = z.looseObject({
  protected: z.boolean().default(false),
  allowedOrigins: z.array(z.string()).default([]),
  namingPattern: z.string().optional(),
  requireOwner: z.boolean().default(false),
  requireSunsetOn: z.boolean().optional(),
  eventRetentionDays: z.int().optional(),
  grantRoles: z.array(z.enum(ROLES)).optional(),
})

/** Reads settings as they are stored and parsed from JSON; what an older release did not know has its default. */
export function parseSettings(value: unknown): EnvironmentSettings {
  const {
    protected: isProtected,
    allowedOrigins,
    namingPattern,
    requireOwner,
    requireSunsetOn,
    eventRetentionDays,
    grantRoles,
  } = storedSettings.parse(value)
  return {
    protected: isProtected,
    allowedOrigins,
    requireOwner,
    ...(namingPattern === undefined ? {} : { namingPattern }),
    ...(requireSunsetOn === undefined ? {} : { requireSunsetOn }),
    ...(eventRetentionDays === undefined ? {} : { eventRetentionDays }),
    ...(grantRoles === undefined ? {} : { grantRoles }),
  }
}
