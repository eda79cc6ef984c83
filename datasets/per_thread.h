#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <omp.h>
#include <utility>
#include <vector>

namespace backbeat::datasets {

/// An object for each thread of a parallel region, made when the thread first asks for its own.
template <typename T>
class PerThread {
 public:
  /// For a region of at most `threads`, which it is made before. `make` is called by several of
  /// them at once.
  explicit PerThread(std::function<T()> make, int threads = omp_get_max_threads())
      : make_(std::move(make)), objects_(static_cast<std::size_t>(threads)) {}

  /// Throws what making it does.
  T& mine() {
    std::unique_ptr<T>& object = objects_[static_cast<std::size_t>(omp_get_thread_num())];
    if (!object) object = std::unique_ptr<T>(new T(make_()));
    return *object;
  }

 private:
  std::function<T()> make_;
  std::vector<std::unique_ptr<T>> objects_;
};

}  // namespace backbeat::datasets
