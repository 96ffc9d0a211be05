import { useEffect, useState, type ComponentType } from 'react'
import type { PartProps } from './Tabs.tsx'

/** Makes a part of the panel of one in a file of its own, which is loaded when somebody chooses it. */
export function later(load: () => Promise<ComponentType<PartProps>>): ComponentType<PartProps> {
  let loaded: ComponentType<PartProps> | undefined
  return function Later(props) {
    const [Part, setPart] = useState(() => loaded)
    const [isLost, setLost] = useState(false)
    useEffect(() => {
      load().then(
        (part) => {
          loaded = part
          setPart(() => part)
        },
        () => setLost(true),
      )
    }, [])
    if (Part) return <Part {...props} />
    return (
      isLost && (
        <p role="alert">This part did not load, and comes with the next load of the page.</p>
      )
    )
  }
}
