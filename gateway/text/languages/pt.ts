import { newStemmer } from 'snowball-stemmers';
import { por, porBr } from 'stopword';
import { fold } from '../fold.ts';
import type { LanguageRules } from './language-rules.ts';

/**
 * The Brazilian list names many words by frequency alone. Those that somebody may look for are words like any other;
 * `per` and `logo` are as much English as Portuguese.
 */
const meaningful = new Set(
  `adeus ampla amplas amplo amplos ano anos apoio area baixo boa boas bom bons breve catorze cento certeza cinco conselho
  custa dez dezenove dezesseis dezessete dezoito dia dois doze duas duvida exemplo falta favor fim final forma geral grande
  grandes grupo hoje hora horas lado local logo longe lugar maior maioria maximo meio menor mes meses mil momento nivel noite
  nome nova novas nove novo novos numero obra obrigada obrigado oitava oitavo oito ontem onze parte partir per pequena
  pequenas pequeno pequenos ponto pontos posicao possivel primeira primeiras primeiro primeiros proxima proximas proximo
  proximos quarta quarto quatro questao quinta quinto quinze relacao segunda seis sete setima setimo sexta sexto sistema
  tarde terceira terceiro trabalho tres treze ultima ultimas ultimo ultimos viagem vinte zero`.split(/\s+/),
);

const stemmer = newStemmer('portuguese');
const shortestPlural = 5;

/** Plurals that Snowball leaves apart from their singular: razões, animais, papéis, lençóis, imagens. */
const plurals: readonly [RegExp, string][] = [
  [/oes$/, 'ao'],
  [/ais$/, 'al'],
  [/eis$/, 'el'],
  [/ois$/, 'ol'],
  [/ns$/, 'm'],
];
/** Endings that Snowball knows only with their accents, which folding has taken away. */
const accented: readonly [RegExp, string][] = [
  [/cao$/, 'ção'],
  [/ao$/, 'ão'],
  [/avel$/, 'ável'],
  [/ivel$/, 'ível'],
  [/encia(?=s?$)/, 'ência'],
  [/ancia(?=s?$)/, 'ância'],
];

export const pt: LanguageRules = {
  stopWords: new Set([...por, ...porBr].map(fold).filter((word) => !meaningful.has(word))),
  letters: /[áàâãéêíóôõúç]/i,
  stem: (folded) => {
    const singular = folded.length < shortestPlural ? folded : replaceFirst(folded, plurals);
    return fold(stemmer.stem(replaceFirst(singular, accented)));
  },
};

/** Replaces the first ending that fits. */
function replaceFirst(word: string, endings: readonly [RegExp, string][]): string {
  for (const [ending, replacement] of endings)
    if (ending.test(word)) return word.replace(ending, replacement);
  return word;
}
