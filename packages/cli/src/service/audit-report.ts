import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import type { Answer } from './connection.ts'

/**
 * Verifies the audit log, which is of the whole service and not of an
 * environment. Services before that route have it below an environment only.
 */
export async function askAuditReport({ service, settings }: Command): Promise<Answer> {
  try {
    return await service({ path: ['v1', 'audit', 'verify'] })
  } catch (error) {
    if (!(error instanceof SluiceError) || error.status !== 404) throw error
    return service({ path: ['v1', 'environments', settings.environment, 'audit', 'verify'] })
  }
}
