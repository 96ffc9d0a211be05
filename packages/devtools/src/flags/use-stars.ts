import { useCallback, useState } from 'react'
import { keep } from '../overlay/keep.ts'
import { recall } from '../overlay/memory.ts'
import { useDesk } from '../panel/desk.ts'

/** The flags that somebody has starred, and how to star one or no longer. */
export function useStars(): [stars: ReadonlySet<string>, star: (key: string) => void] {
  const { notices } = useDesk().seat
  const [stars, setStars] = useState<ReadonlySet<string>>(() => {
    const { keys } = recall('stars', (sentence) => notices.push(sentence))
    return new Set(Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [])
  })
  const star = useCallback((key: string) => {
    setStars((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      keep('stars', { keys: [...next] })
      return next
    })
  }, [])
  return [stars, star]
}
