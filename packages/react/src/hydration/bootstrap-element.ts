/** The id of the element that carries a bootstrap from the server to the browser. */
export const BOOTSTRAP_ID = 'sluice-bootstrap'
