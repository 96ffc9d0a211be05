// What the page of the shop looks like, for stories of its parts alone.
import '@sluice/demo/src/styles/tokens.css'
import '@sluice/demo/src/styles/base.css'
import '@sluice/demo/src/styles/buttons.css'
