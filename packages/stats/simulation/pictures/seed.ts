/** Where the chance of every picture begins; each adds a number of its own. */
export const SEED = 20_261_126
