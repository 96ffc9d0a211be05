import type { TreatmentCode } from './treatment-code.ts'

/** What places on this page wait for, each for code of its own, before they draw it. */
export const loadingCode: Set<TreatmentCode> = new Set()

/** Called back when some of that is drawn, or is not waited for any more. */
export const codeListeners: Set<() => void> = new Set()

/**
 * One place waits for code.
 *
 * @returns how to tell that it waits no more
 */
export function waitForCode(code: TreatmentCode): () => void {
  loadingCode.add(code)
  return () => {
    loadingCode.delete(code)
    for (const tell of codeListeners) tell()
  }
}
