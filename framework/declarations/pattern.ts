/**
 * A pattern of a schema. The validators of EVerest also take escapes that characters do not need, as in `\_` and `\@`, which the
 * Unicode mode refuses; such patterns are read without it. Throws where the text is none.
 */
export function schemaPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    return new RegExp(text);
  }
}
