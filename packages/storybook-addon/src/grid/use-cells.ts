import { useEffect, useState } from 'react'
import type { CellMessage } from '../cells/cell-message.ts'
import { listenToCells } from '../cells/mute-cells.ts'

/** Gathers what the cells of a page tell, by cell. */
export function useCells(): ReadonlyMap<string, CellMessage> {
  const [told, setTold] = useState<ReadonlyMap<string, CellMessage>>(new Map())
  useEffect(
    () =>
      listenToCells((message) => setTold((all) => new Map(all).set(message.sluiceCell, message))),
    [],
  )
  return told
}
