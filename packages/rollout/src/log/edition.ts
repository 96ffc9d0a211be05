/**
 * What wrote a decision: a log outlives the release that made it, and has to say truthfully
 * whether it can be made again.
 */
export interface Edition {
  /** Of the rules: what states, numbers, kinds and orders an event comes to. */
  readonly rules: number
  /** Of the words: how sentences are said. */
  readonly words: number
}

/**
 * The edition of this release. `rules` rises when an event comes to something else than before,
 * `words` when a sentence is worded anew; the stories beside the tests tell when.
 */
export const EDITION: Edition = { rules: 4, words: 4 }
