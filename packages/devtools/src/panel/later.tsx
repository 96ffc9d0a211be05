import { useEffect, useState, type ComponentType } from 'react'
import { part } from '../overlay/part.ts'

/**
 * Makes a part of the panel of a component in a file of its own, which is loaded when
 * somebody chooses it.
 *
 * @param load - imports the file
 * @param of - finds the component in it
 */
export function later<M, P extends object>(
  load: () => Promise<M>,
  of: (module: M) => ComponentType<P>,
): ComponentType<P> {
  const loaded = part(load)
  let known: ComponentType<P> | undefined
  return function Later(props) {
    const [Part, setPart] = useState(() => known)
    const [isLost, setLost] = useState(false)
    useEffect(() => {
      if (isLost) return
      loaded().then(
        (module) => {
          known = of(module)
          setPart(() => known)
        },
        () => setLost(true),
      )
    }, [isLost])
    if (Part) return <Part {...props} />
    return (
      isLost && (
        <div className="pad">
          <p role="alert">This part did not load.</p>
          <p className="bar">
            <button type="button" onClick={() => setLost(false)}>
              Try again
            </button>
          </p>
        </div>
      )
    )
  }
}
