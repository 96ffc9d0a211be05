import type { ReactElement } from 'react'
import { useToken } from './token.ts'

/** Asks for a token that may read rules; it stays in the memory of the page. */
export function TokenField(): ReactElement {
  const [token, setToken] = useToken()
  return (
    <label className="field">
      Token that may read rules
      <input
        type="password"
        autoComplete="off"
        value={token}
        placeholder="kept until the page goes"
        onChange={({ target }) => setToken(target.value)}
      />
    </label>
  )
}
