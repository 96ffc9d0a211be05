import type { FlagTable } from '@sluice/client'
import type { OfrepFlag } from '@sluice/core'
import { useEffect, useState } from 'react'
import { useClientState, useInside } from '../panel/desk.ts'

const NOTHING: FlagTable = new Map()

/**
 * What the service gives without the grant, asked for anew with each version and
 * context. Empty while that is not known, and where there is no grant.
 */
export function useOwnValues(): FlagTable {
  const { context, status, grant } = useClientState()
  const inside = useInside()
  const [own, setOwn] = useState(NOTHING)
  const isActive = grant?.status.state === 'active'
  const isAsked = isActive && inside !== undefined
  useEffect(() => {
    if (!isAsked) return undefined
    let isGone = false
    const show = (answer: unknown): void => {
      if (!isGone) setOwn(tableOf(answer))
    }
    // Until it answers the next time, rows say that it is not known.
    inside
      .evaluate(context)
      .then(show)
      .catch(() => setOwn(NOTHING))
    return () => {
      isGone = true
    }
    // oxlint-disable-next-line react/exhaustive-deps -- `inside` is new in each render
  }, [isAsked, context, status.version])
  return isActive ? own : NOTHING
}

/** Reads an answer, as far as it is shown. */
function tableOf(answer: unknown): FlagTable {
  const { flags } = answer as { readonly flags: readonly OfrepFlag[] }
  return new Map(flags.map((flag) => [flag.key, { metadata: {}, ...flag }]))
}
