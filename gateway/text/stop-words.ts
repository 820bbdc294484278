import { eng, por, porBr } from 'stopword';
import { fold } from './fold.ts';

/** A language that texts are analysed in. */
export type Language = 'pt' | 'en';

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

/** What Snowball's English list has beyond it; some of them (`no`, `so`) would otherwise count as Portuguese. */
const moreEnglish =
  `above against am below cannot do does doing down during few further hers herself its itself just me
  myself no nor not off once ought ours ourselves own same shall she so theirs themselves until us upon whom whose why
  yours yourself yourselves`.split(/\s+/);

/** Folded stop words per language. */
export const stopWords: Record<Language, ReadonlySet<string>> = {
  pt: new Set([...por, ...porBr].map(fold).filter((word) => !meaningful.has(word))),
  en: new Set([...eng, ...moreEnglish].map(fold)),
};
