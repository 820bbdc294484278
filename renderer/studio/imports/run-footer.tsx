import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { Status } from '../../components/status/status.tsx';
import { useFormat } from '../format/use-format.ts';
import { UploadRow } from '../uploads/upload-row.tsx';
import { CheckResult } from './check-result.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import type { Proposal, ProposalProblem } from './proposal.ts';
import styles from './run-footer.module.css';
import type { useImportRun } from './use-import-run.ts';

export interface RunFooterProps {
  run: ReturnType<typeof useImportRun>;
  proposal: Proposal;
  /** What keeps it from being imported. */
  problems: readonly ProposalProblem[];
  isNew: boolean;
}

/** Begins the import, says how far it is, and shows what would be refused before it is. */
export function RunFooter({ run, proposal, problems, isNew }: RunFooterProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { step, check, problem, made, uploadId } = run;
  const isBusy = step !== 'idle' && step !== 'checked';
  const [first] = problems;
  const go = (isSure = false): void => void run.run(proposal, isSure);
  return (
    <footer className={styles.footer} data-actions>
      {problem && (
        <ProblemNote problem={new ApiProblem(problem)} isWrite onRetry={() => go(check !== null)} />
      )}
      {uploadId !== null && <UploadRow id={uploadId} onRemove={run.cancelUpload} />}
      {step === 'checked' && check && <CheckResult check={check} made={made} proposal={proposal} />}
      <div className={styles.line}>
        <span className={styles.says}>
          <Status isShown>
            {isBusy ? t(`run.${step}`) : first ? t(`problem.${first.code}`, { ...detailOf(first) }) : ''}
          </Status>
        </span>
        {step === 'checked' && check ? (
          <>
            <Button size="lg" onPress={() => void run.startOver()}>
              {t('run.startOver')}
            </Button>
            {check.valid > 0 && proposal.onError === 'reject_row' && (
              <Button variant="primary" size="lg" onPress={() => go(true)}>
                {t('run.importRest', { count: check.valid, number: format.number(check.valid) })}
              </Button>
            )}
          </>
        ) : (
          <Button
            variant="primary"
            size="lg"
            isBusy={isBusy}
            isDisabled={problems.length > 0}
            onPress={() => go()}
          >
            {isNew ? t('run.createAndImport') : t('run.check')}
          </Button>
        )}
      </div>
    </footer>
  );
}

function detailOf(problem: ProposalProblem): { column: string; field: string } {
  return 'column' in problem ? problem : { column: '', field: '' };
}
