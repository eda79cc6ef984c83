#pragma once

#include <algorithm>
#include <cstddef>

#include "nn/kernels/kernels.h"
#include "nn/parallel.h"

// A matrix Omega (K x O) cut into panels of columns, as the kernels read it: panel after panel,
// each [k][o] with o fastest.
namespace backbeat::nn {

/// How a K x O matrix is cut.
class Panels {
 public:
  Panels(int inner, int outputs)
      : inner_(inner), outputs_(outputs), lanes_(kernels().lanes), widest_(kernels().panel) {}

  int count() const { return (outputs_ + widest_ - 1) / widest_; }
  int inner() const { return inner_; }
  int outputs() const { return outputs_; }
  Panel panel(int index) const {
    const int first = index * widest_;
    const int n = std::min(widest_, outputs_ - first);
    return {.first = first, .outputs = n, .width = whole_vectors(n)};
  }
  /// Where a panel begins.
  std::size_t offset(int index) const {
    return static_cast<std::size_t>(index) * static_cast<std::size_t>(widest_) *
           static_cast<std::size_t>(inner_);
  }
  std::size_t size() const {
    return static_cast<std::size_t>(inner_) * static_cast<std::size_t>(whole_vectors(outputs_));
  }

  int whole_vectors(int n) const { return (n + lanes_ - 1) / lanes_ * lanes_; }

  /// Fills the panels from Omega[k][o] = element(k, o).
  template <typename Element>
  void pack(real* panels, Element element) const {
    parallel_for(count(), size(), [&](int index) {
      const Panel p = panel(index);
      real* at = panels + offset(index);
      for (int k = 0; k < inner_; ++k, at += p.width) {
        for (int o = 0; o < p.outputs; ++o) at[o] = element(k, p.first + o);
        std::fill(at + p.outputs, at + p.width, real{0});
      }
    });
  }

  /// Calls visit(o, place in the panels) for each element of row k.
  template <typename Visit>
  void for_row(int k, Visit visit) const {
    for (int index = 0; index < count(); ++index) {
      const Panel p = panel(index);
      const std::size_t at =
          offset(index) + static_cast<std::size_t>(k) * static_cast<std::size_t>(p.width);
      for (int o = 0; o < p.outputs; ++o) visit(p.first + o, at + static_cast<std::size_t>(o));
    }
  }

 private:
  int inner_;
  int outputs_;
  int lanes_;
  int widest_;
};

/// `lines` lines of outputs, panel by panel, so that a panel's weights stay in the cache. `first`
/// says where the first line and the first panel are.
inline void multiply_lines(const Product& first, int lines, const Panels& panels) {
  const auto multiply_line = kernels().product;
  for (int p = 0; p < panels.count(); ++p) {
    Product product = first;
    product.panel = panels.panel(p);
    product.Omega += panels.offset(p);
    if (product.beta != nullptr) product.beta += product.panel.first;
    product.f += product.panel.first;
    if (product.other != nullptr) product.other += product.panel.first;
    for (int y = 0; y < lines; ++y) {
      multiply_line(product);
      product.h += product.windows.line_step;
      product.f += product.f_step * product.count;
      if (product.other != nullptr) product.other += product.f_step * product.count;
    }
  }
}

}  // namespace backbeat::nn
