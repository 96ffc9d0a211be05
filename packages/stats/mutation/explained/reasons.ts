/** Of where a search begins. */
export const START = 'only where the search starts; it ends in the same place'
/** Of a number that stands for many, or few. */
export const ENOUGH = 'any other number that is large, or small, enough does as well'
/** Of what is below the digits of a double. */
export const LAST = 'what it changes is less than the last digit'
/** Of the border between two ways to the same number. */
export const BOTH = 'on either side of it both ways have the full digits'
/** Of a look before a check that looks again. */
export const SPARED =
  'what is not let pass here passes the check that follows; only its name is spared'
