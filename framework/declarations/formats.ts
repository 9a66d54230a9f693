/** The `uri` check of EVerest: nothing but the presence of `://`. */
export const URI = /:\/\//;

/** The form of a reference into a type file, `/<file>#/<Type>`. */
export const URI_REFERENCE = /^(?:(?:\/[a-zA-Z0-9\-_]+)+#\/[a-zA-Z0-9\-_]+)$/;
