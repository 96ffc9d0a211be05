/** Response header with the version of the ruleset that was evaluated, a decimal integer; also on a 304. */
export const RULESET_VERSION_HEADER = 'Sluice-Ruleset-Version'

/** Response header with the random id of the data folder within which versions compare; also on a 304. */
export const EPOCH_HEADER = 'Sluice-Epoch'

/** Request header of a fetch of the ruleset: the `etag` of the stream's message that caused it. */
export const RECEIPT_HEADER = 'Sluice-Receipt'

/** Response header with the attributes that events carry as units, comma-separated; absent when there are none; also on a 304. */
export const EVENT_UNITS_HEADER = 'Sluice-Event-Units'

/** Response header with the attributes that events carry as they are, comma-separated; absent when there are none; also on a 304. */
export const EVENT_ATTRIBUTES_HEADER = 'Sluice-Event-Attributes'

/** Request header with the token of a grant; response header with what the service made of it. */
export const GRANT_HEADER = 'Sluice-Grant'
