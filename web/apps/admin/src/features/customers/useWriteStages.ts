import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { stagesQuery } from '@/shared/stages';

export interface WrittenStage {
  stage_id: number | null;
  name: string;
}

/** Write the corp's whole order of stages. */
export function useWriteStages() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (stages: WrittenStage[]) => answer(api.PUT('/api/stages', { body: { stages } })),
    onSuccess: (written) => cache.setQueryData(stagesQuery.queryKey, written),
  });
}
