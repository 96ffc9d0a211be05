import type { VitalEntry } from './entries.ts'

/** What the page measures; the browser unless given. */
export interface VitalsEnvironment {
  /** Calls back with what there was already and with what comes. @returns how to stop */
  observe(listener: (entry: VitalEntry) => void): () => void
  /** Calls back when the page is hidden or left, and when somebody first does something. @returns how to stop */
  onEnd(listener: (because: 'hidden' | 'input') => void): () => void
  /** Milliseconds since the page began. */
  now(): number
}
