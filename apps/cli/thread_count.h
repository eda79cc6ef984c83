#pragma once

namespace backbeat::apps {

/// Threads to compute on where the user names no number: as many as OMP_NUM_THREADS, the cores that
/// this process may run on and its CPU quota, rounded up, all allow. To be asked before
/// omp_set_num_threads().
int default_threads();

}  // namespace backbeat::apps
