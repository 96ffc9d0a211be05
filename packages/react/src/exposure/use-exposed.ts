import type { EvaluationDetails } from '@sluice/core'
import { useShown } from './use-shown.ts'

/** As `useShown`, also on a server, which commits nothing: what it reads is what it draws. */
export const useExposed: typeof useShown =
  typeof window === 'undefined'
    ? ({ client }, details, { own }) => void client.drawn?.push(details as EvaluationDetails, own)
    : useShown
