import { useEffect, useState, type ComponentType } from 'react'

/**
 * Makes a part of the panel of a component in a file of its own, which is loaded when
 * somebody chooses it. Until then it says that it is on its way; where it does not come,
 * that, and offers to ask again.
 *
 * @param loaded - gives the file, as `part` does
 * @param of - finds the component in it
 */
export function later<M, P extends object>(
  loaded: () => Promise<M>,
  of: (module: M) => ComponentType<P>,
): ComponentType<P> {
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
      <div className="pad">
        {isLost ? (
          <>
            <p role="alert">This part did not load.</p>
            <p className="bar">
              <button type="button" onClick={() => setLost(false)}>
                Try again
              </button>
            </p>
          </>
        ) : (
          <output className="soft soon">This part is on its way.</output>
        )}
      </div>
    )
  }
}
