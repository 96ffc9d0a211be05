/** Response header with the version of the ruleset that was evaluated, a decimal integer; also on a 304. */
export const RULESET_VERSION_HEADER = 'Sluice-Ruleset-Version'

/** Response header with the random id of the data folder within which versions compare; also on a 304. */
export const EPOCH_HEADER = 'Sluice-Epoch'
