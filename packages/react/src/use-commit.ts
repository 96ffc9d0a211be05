import { useEffect, useLayoutEffect } from 'react'

/** An effect of the commit, before the browser paints. On a server React 18 warns of a layout effect. */
export const useCommit: typeof useEffect =
  typeof window === 'undefined' ? useEffect : useLayoutEffect
