import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { recordsOf, textOf } from './history.ts'

/** Which of the connected clients have fetched a version, and how fast. */
export interface Receipts {
  readonly version: number
  readonly connected: number
  readonly fetched: number
  /** The first of those that have not. */
  readonly waiting: readonly {
    readonly connection: string
    /** ISO 8601. */
    readonly connectedAt: string
    readonly userAgent: string
  }[]
  /** From publishing to fetching; absent when nobody was connected. */
  readonly p50Ms?: number
  readonly p99Ms?: number
}

/** Asks who has fetched a version; `undefined` while the service does not serve it yet. */
export async function fetchReceipts(
  { service, settings }: Command,
  version: number,
): Promise<Receipts | undefined> {
  try {
    const { body } = await service({
      path: ['v1', 'environments', settings.environment, 'receipts'],
      query: { version },
    })
    const { p50Ms, p99Ms } = body
    return {
      version,
      connected: Number(body['connected']),
      fetched: Number(body['fetched']),
      waiting: recordsOf(body['waiting']).map((item) => ({
        connection: textOf(item['connection']) ?? '',
        connectedAt: textOf(item['connectedAt']) ?? '',
        userAgent: textOf(item['userAgent']) ?? '',
      })),
      ...(typeof p50Ms === 'number' && { p50Ms }),
      ...(typeof p99Ms === 'number' && { p99Ms }),
    }
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'VERSION_NOT_FOUND') return undefined
    throw error
  }
}
