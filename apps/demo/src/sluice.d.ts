// Written by `sluice types`. Run it again when the flags change; edits are lost.
import '@sluice/client'

declare module '@sluice/client' {
  interface Register {
    flags: {
      /**
       * Strip at the top of every page
       *
       * What is on at the mill; people abroad read about duties instead.
       */
      'banner': { type: {
        readonly 'link': { readonly 'href': string; readonly 'label': string }
        readonly 'text': string
        readonly 'tone': string
      }; variants: 'duties' | 'kiln' | 'plain' }
      /**
       * Words on the order button
       *
       * Does a button that says what happens next bring more orders?
       */
      'checkout-cta': { type: string; variants: 'plain' | 'warm' }
      /**
       * Express payment
       *
       * Pays with the saved card, without filling in anything.
       */
      'express-pay': { type: boolean; variants: 'off' | 'on' }
      /**
       * Free delivery from
       *
       * The basket total, in euros, that makes delivery free.
       */
      'free-delivery-from': { type: number; variants: 'far' | 'near' }
      /**
       * Opening picture
       *
       * One piece, a full shelf, or a letter from the potter.
       */
      'hero-layout': { type: string; variants: 'letter' | 'portrait' | 'shelf' }
      /**
       * Checkout on one page
       *
       * Address, delivery and payment on one page instead of three steps.
       */
      'new-checkout': { type: boolean; variants: 'off' | 'on' }
      /**
       * Goes well together
       *
       * A carousel instead of a row. It crashes on purpose.
       */
      'recommendations': { type: string; variants: 'carousel' | 'row' }
      /**
       * Customer reviews
       *
       * Stars and quotes. Turn off when the review provider is slow or down.
       */
      'reviews': { type: boolean; variants: 'off' | 'on' }
      /**
       * Trade prices
       *
       * Prices for shops and restaurants, by the dozen and without tax.
       */
      'wholesale-prices': { type: boolean; variants: 'off' | 'on' }
    }
    context: {
      /** `customer`, `staff` or `wholesale`; absent for visitors */
      'account'?: string
      /** The company that a wholesale buyer orders for */
      'company'?: string
      /** Two-letter country of the delivery address */
      'country'?: string
      /** Address of the signed-in person */
      'email'?: string
    }
  }
}
