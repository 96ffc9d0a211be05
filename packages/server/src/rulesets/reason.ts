import { HttpError } from '../http/http-error.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'

/**
 * Refuses a change without a reason where one is needed.
 *
 * @throws HttpError `REASON_REQUIRED`, status 422
 */
export function requireReason(settings: EnvironmentSettings, reason: string | null): void {
  if (!settings.protected || reason !== null) return
  throw new HttpError(
    'REASON_REQUIRED',
    'A protected environment requires a reason for every change. Send it in the header Sluice-Reason, or in the body where there is a field for it.',
    { status: 422 },
  )
}
