#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nn/shape.h"

// How the dimensions of a value in an ONNX graph lie over one of our maps. Graphs move dimensions
// about (channels first or last, time first, a map as one row): we keep the map as it is and write
// down where each of its axes went, so that no such operator costs anything.
namespace backbeat::nn::onnx {

enum class Axis { kChannel, kHeight, kWidth };

/// An axis of a map, or a part of one: channels that were interleaved are C x J numbers, part 0 and
/// part 1. None has size 1.
struct Atom {
  Axis axis = Axis::kChannel;
  int part = 0;
  int size = 1;

  bool operator==(const Atom&) const = default;
};

/// One dimension: the outer atom first. None: its size is 1.
using Dim = std::vector<Atom>;
/// All dimensions but the batch, which always comes first.
using Dims = std::vector<Dim>;

std::int64_t size_of(const Dim& dim);
int size_along(const Shape& shape, Axis axis);

/// The axis as one dimension, empty where the map has one line of it.
Dim whole(const Shape& shape, Axis axis);
/// Which whole axis of the map a dimension is, or none.
std::optional<Axis> whole_axis(const Dim& dim, const Shape& shape);

/// The same numbers under other sizes, row-major. None where a size cuts through an atom.
std::optional<Dims> regrouped(const Dims& dims, std::span<const std::int64_t> sizes);

/// Where number `index` of a dimension (row-major over its atoms) lies along the map's axes.
struct Place {
  int channel = 0, row = 0, column = 0;
};
Place place_of(const Dim& dim, std::int64_t index);

}  // namespace backbeat::nn::onnx
