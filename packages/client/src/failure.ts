import type { SluiceError } from '@sluice/core'

/** Makes an error where the class is not loaded yet. By its name `SluiceError` knows it as its own. */
export function failure(code: string, message: string, options?: ErrorOptions): SluiceError {
  const name = 'SluiceError'
  return Object.assign(new Error(message, options), {
    name,
    code,
    faults: [],
  }) as object as SluiceError
}
