import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import type { FieldProblem, Problem } from '../../api/problem.ts';
import { useFormat } from '../format/use-format.ts';
import type { Upload } from './uploads.ts';

/** What is said of uploads, in words. */
export function useUploadWords() {
  const { t } = useTranslation('uploads');
  const format = useFormat();
  return {
    /** `64 %, 3 seconds left`. */
    state({ state, sent, size, secondsLeft }: Upload): string {
      if (state === 'waiting') return t('waiting');
      if (state === 'done') return t('done');
      const share = format.percent(size === 0 ? 1 : sent / size);
      return secondsLeft === null ? share : t('progress', { share, left: format.duration(secondsLeft) });
    },
    /** `1.2 GB of 5 GB, 180 MB/s`. */
    speed({ sent, size, perSecond }: Upload): string {
      if (perSecond === null) return '';
      const [done, total, speed] = [sent, size, perSecond].map((bytes) => format.bytes(Math.round(bytes)));
      return t('speed', { size: done, total, speed });
    },
    /** Why one failed, what that means, and what to do. */
    failure({ code, detail }: Problem): string {
      if (code === 'unreachable' || code === 'disk_full') return t(`failed.${code}`);
      if (code === 'too_large') return t('failed.too_large', { max: format.bytes(limits.fileBytes) });
      return t('failed.other', { detail });
    },
    /** Why a field does not take a file, told before it is sent. */
    refusal({ code, params }: FieldProblem): string {
      return code === 'too_large'
        ? t('refused.too_large', { max: format.bytes(Number(params?.['max'])) })
        : t('refused.not_accepted');
    },
  };
}
