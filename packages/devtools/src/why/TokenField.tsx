import type { ReactElement } from 'react'
import { useToken } from './token.ts'

interface TokenFieldProps {
  /** Does what the token is for; absent while that cannot be done. */
  readonly onEnter: (() => void) | undefined
}

/** Asks for a token that may read rules; it stays in the memory of the page. */
export function TokenField({ onEnter }: TokenFieldProps): ReactElement {
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
        onKeyDown={({ key }) => {
          if (key === 'Enter') onEnter?.()
        }}
      />
    </label>
  )
}
