import type { SluiceState } from '@sluice/client'
import type { EvaluationDetails, JsonValue } from '@sluice/core'
import type { ReadClient } from './client-context.ts'
import { follow } from './exposure/show.ts'
import { mounted } from './mounted.ts'
import type { ExposedPlace, FlagReader } from './read-flag.ts'

/** Reads one flag for one component. */
export class ComponentReader implements FlagReader {
  declare readonly client: ReadClient
  declare readonly key: string
  declare drawn?: EvaluationDetails
  declare shown?: EvaluationDetails
  declare shownTo?: string
  declare state?: SluiceState
  declare default?: JsonValue
  // A thousand of them take measurably less when these are there from the start.
  isMounted: boolean | undefined
  given: EvaluationDetails | undefined
  last: EvaluationDetails | undefined
  onScreen: EvaluationDetails | undefined
  leave: (() => void) | undefined
  place: ExposedPlace | undefined

  constructor(client: ReadClient, key: string) {
    this.client = client
    this.key = key
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.isMounted = true
    // Whatever came between the commit and now.
    follow(this)
    const stop = this.client.subscribeFlag(this.key, () => {
      listener()
      follow(this)
    })
    mounted.add(this)
    mounted.tell?.(this)
    return () => {
      stop()
      mounted.delete(this)
      mounted.tell?.(this)
    }
  }
}
