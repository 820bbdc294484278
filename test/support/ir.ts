import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A retrieval collection as BEIR has them: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv` in one folder. */
export interface IrCollection {
  documents: { id: string; title: string; text: string }[];
  queries: { id: string; text: string }[];
  /** Query → document → relevance, above 0. */
  judgements: Map<string, Map<string, number>>;
}

/** Means over all judged queries; one without an answer counts 0. */
export interface IrScores {
  queries: number;
  ndcg10: number;
  recall100: number;
  mrr10: number;
}

export interface Ranked {
  id: string;
  score: number;
}

export function loadCollection(dir: string): IrCollection {
  const judgements = readJudgements(join(dir, 'qrels.tsv'));
  const queries = readLines(join(dir, 'queries.jsonl')).map(readDocument);
  return {
    documents: readLines(join(dir, 'corpus.jsonl')).map(readDocument),
    queries: queries.filter(({ id }) => judgements.has(id)),
    judgements,
  };
}

function readLines(path: string): unknown[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
}

/** BEIR's own files say `_id`. */
function readDocument(line: unknown): { id: string; title: string; text: string } {
  const { id, _id, title, text } = line as { id?: string; _id?: string; title?: string; text?: string };
  return { id: String(id ?? _id), title: title ?? '', text: text ?? '' };
}

/** Three columns, or four as trec_eval has them; a heading has no number in the last. */
function readJudgements(path: string): IrCollection['judgements'] {
  const judgements: IrCollection['judgements'] = new Map();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const columns = line.trim().split(/\s+/);
    const [query = '', second = '', third = '', fourth] = columns;
    const document = fourth === undefined ? second : third;
    const relevance = Number(fourth ?? third);
    if (columns.length < 3 || !(relevance > 0)) continue;
    const known = judgements.get(query) ?? new Map<string, number>();
    judgements.set(query, known.set(document, relevance));
  }
  return judgements;
}

/** nDCG@10 with linear gain, Recall@100 and MRR@10, ties in trec_eval's order (greater id first). */
export function scoreRun(
  judgements: IrCollection['judgements'],
  run: ReadonlyMap<string, Ranked[]>,
): IrScores {
  const sums = { ndcg10: 0, recall100: 0, mrr10: 0 };
  for (const [query, relevant] of judgements) {
    const found = [...(run.get(query) ?? [])].sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1));
    const gains = found.slice(0, 100).map(({ id }) => relevant.get(id) ?? 0);
    const first = gains.slice(0, 10).findIndex((gain) => gain > 0);
    const ideal = [...relevant.values()].sort((a, b) => b - a);
    sums.ndcg10 += discounted(gains) / discounted(ideal);
    sums.recall100 += gains.filter((gain) => gain > 0).length / relevant.size;
    sums.mrr10 += first < 0 ? 0 : 1 / (first + 1);
  }
  const queries = judgements.size;
  return {
    queries,
    ndcg10: sums.ndcg10 / queries,
    recall100: sums.recall100 / queries,
    mrr10: sums.mrr10 / queries,
  };
}

function discounted(gains: number[]): number {
  return gains.slice(0, 10).reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0);
}
