/** A library that brings no types. */
declare module 'markdown-it-footnote' {
  import type markdownIt from 'markdown-it';
  const footnotes: (parser: ReturnType<typeof markdownIt>) => void;
  export default footnotes;
}
