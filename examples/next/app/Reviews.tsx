import type { ReactElement } from 'react'
import { ReviewsOf } from './Headline'

/** Arrives after the shell, as from a slow database, and still with the values of the request. */
export async function Reviews(): Promise<ReactElement> {
  await new Promise((resolve) => setTimeout(resolve, 150))
  return <ReviewsOf />
}
