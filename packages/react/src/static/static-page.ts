/** Where a browser keeps the variants that it showed last on static pages. */
export const STATIC_KEY = 'sluice.static'
/** On `<html>`: the flags whose regions wait for their variant. */
export const WAIT_ATTRIBUTE = 'data-sluice-wait'
/** On a region: the flag that decides what is in it. */
export const REGION_ATTRIBUTE = 'data-sluice-flag'
