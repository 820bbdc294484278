/** What is used of two libraries that bring no types. */
declare module 'stopword' {
  export const eng: string[];
  export const por: string[];
  export const porBr: string[];
}

declare module 'snowball-stemmers' {
  export function newStemmer(algorithm: 'english' | 'portuguese'): { stem(word: string): string };
}
