import { useContext, useState } from 'react'
import { ClientContext, type ReadClient } from './client-context.ts'
import { follow } from './exposure/show.ts'
import { mounted } from './mounted.ts'
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
      onPage[0] = reader
      // Whatever came between the commit and now.
      follow(reader)
      const stop = client.subscribeFlag(key, () => {
        listener()
        follow(reader)
      })
      mounted.add(reader)
      return () => {
        stop()
        mounted.delete(reader)
      }
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
  const [onPage] = useState<ReaderOnPage>(Array)
  const [reader] = onPage
  return reader?.client === client && reader.key === key
    ? reader
    : // A render that never gets to the page leaves the reader that is there alone.
      createReader(client, key, onPage)
}
