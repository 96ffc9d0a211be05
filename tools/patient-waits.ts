import { vi } from 'vitest'

/** As the polls of `vitest.config.ts`: what comes on a busy machine may take longer than a second. */
const PATIENCE_MS = 10_000

const { waitFor, waitUntil } = vi

vi.waitFor = (callback, options) => waitFor(callback, patient(options))
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options))

type Options = Parameters<typeof waitFor>[1]

function patient(options: Options): Options {
  return typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options }
}
