/** The flags of the file, as the plugin of the preset makes them. */
declare module 'virtual:sluice-manifest' {}
