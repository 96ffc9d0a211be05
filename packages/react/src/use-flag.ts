import { useContext } from 'react'
import { ClientContext } from './client-context.ts'
import { useFlag as useFlagInBrowser } from './use-flag.browser.ts'

const useFlagOnServer: typeof useFlagInBrowser = (key, defaultValue, select, options) => {
  const client = useContext(ClientContext)
  const details = client.peekFirst(key, defaultValue)
  client.drawn?.push(details, options?.exposure)
  return select(details)
}

/** Reads a flag wherever that is: a server draws once, and needs less for it than a browser. */
export const useFlag: typeof useFlagInBrowser =
  typeof window === 'undefined' ? useFlagOnServer : useFlagInBrowser
