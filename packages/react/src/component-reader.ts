import type { FlagListener } from '@sluice/client'
import { useContext, useRef } from 'react'
import { ClientContext, type ReadClient } from './client-context.ts'
import { follow } from './exposure/show.ts'
import type { FlagReader, ReaderOnPage } from './read-flag.ts'

/**
 * Reads one flag for one component.
 *
 * @param onPage - of the same component
 */
export function createReader(client: ReadClient, key: string, onPage: ReaderOnPage): FlagReader {
  const reader: FlagReader = {
    client,
    key,
    onPage,
    // A thousand of them take measurably less when these are there from the start.
    onScreen: undefined,
    leave: undefined,
    place: undefined,
    subscribe(listener) {
      onPage.current = reader
      // Whatever came between the commit and now.
      follow(reader)
      const hear: FlagListener = () => {
        listener()
        follow(reader)
      }
      hear.reader = reader
      return client.subscribeFlag(key, hear)
    },
  }
  return reader
}

/**
 * Gives what reads a flag for this component: the same from its mount on, until it
 * reads another one, or through another client.
 */
export function useReader(key: string): FlagReader {
  const client = useContext(ClientContext)
  /* oxlint-disable react/refs -- only what gets to the page is written there, and a state would
     cost each of a thousand readers a queue for what never changes */
  const onPage: ReaderOnPage = useRef<FlagReader>(undefined)
  const reader = onPage.current
  return reader?.client === client && reader.key === key
    ? reader
    : // A render that never gets to the page leaves the reader that is there alone.
      createReader(client, key, onPage)
  /* oxlint-enable react/refs */
}
