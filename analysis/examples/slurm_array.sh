#!/bin/bash
# A run of a thousand million trials as an array of eight tasks of four cores, and the report when all of them are done:
#
#   ./slurm_array.sh SCENARIO.toml RESULTS.sqlite [TRIALS]
#
# Each task takes its share from Slurm's own variables and writes RESULTS.I-of-8.sqlite. Ten minutes before its time is
# up Slurm sends SIGUSR1: what is begun is finished and kept, and the task has failed: what was to follow is cancelled. The same command again
# plays what is missing, no more.
#
#SBATCH --job-name=detente
#SBATCH --array=0-7
#SBATCH --cpus-per-task=4
#SBATCH --time=08:00:00
#SBATCH --signal=B:USR1@600
set -euo pipefail

usage="usage: slurm_array.sh SCENARIO.toml RESULTS.sqlite [TRIALS]"
scenario=${1:?$usage} results=${2:?$usage} trials=${3:-1e9}
detente=${DETENTE_PROGRAM:-detente}

if [[ -z ${SLURM_ARRAY_TASK_ID:-} ]]; then # not in the array: submit it, and what is to follow
  job=$(sbatch --parsable "$0" "$scenario" "$results" "$trials")
  parts="${results%.sqlite}.*-of-*.sqlite"
  sbatch --dependency="afterok:$job" --kill-on-invalid-dep=yes --job-name=detente-merge \
    --wrap="$detente merge $results $parts && $detente show $results"
  exit
fi

exec "$detente" run "$scenario" --trials "$trials" --threads "${SLURM_CPUS_PER_TASK:-0}" --out "$results" --quiet
