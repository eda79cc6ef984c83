#include "nn/onnx/axes.h"

namespace backbeat::nn::onnx {

std::int64_t size_of(const Dim& dim) {
  std::int64_t size = 1;
  for (const Atom& atom : dim) size *= atom.size;
  return size;
}

int size_along(const Shape& shape, Axis axis) {
  switch (axis) {
    case Axis::kChannel:
      return shape.channels;
    case Axis::kHeight:
      return shape.height;
    case Axis::kWidth:
      return shape.width;
  }
  return 1;
}

Dim whole(const Shape& shape, Axis axis) {
  const int size = size_along(shape, axis);
  if (size == 1) return {};
  return {{.axis = axis, .part = 0, .size = size}};
}

std::optional<Axis> whole_axis(const Dim& dim, const Shape& shape) {
  if (dim.empty()) return std::nullopt;
  const Axis axis = dim.front().axis;
  for (std::size_t k = 0; k < dim.size(); ++k) {
    if (dim[k].axis != axis || dim[k].part != static_cast<int>(k)) return std::nullopt;
  }
  if (size_of(dim) != size_along(shape, axis)) return std::nullopt;
  return axis;
}

std::optional<Dims> regrouped(const Dims& dims, std::span<const std::int64_t> sizes) {
  Dim row;
  for (const Dim& dim : dims) row.insert(row.end(), dim.begin(), dim.end());
  Dims made;
  std::size_t at = 0;
  for (const std::int64_t size : sizes) {
    Dim dim;
    while (size_of(dim) < size && at < row.size()) dim.push_back(row[at++]);
    if (size_of(dim) != size) return std::nullopt;
    made.push_back(std::move(dim));
  }
  if (at != row.size()) return std::nullopt;
  return made;
}

Place place_of(const Dim& dim, std::int64_t index) {
  Place place;
  // The inner atom counts fastest, and within an axis the later part.
  int channel_step = 1;
  for (std::size_t k = dim.size(); k-- > 0;) {
    const Atom& atom = dim[k];
    const int at = static_cast<int>(index % atom.size);
    index /= atom.size;
    switch (atom.axis) {
      case Axis::kChannel:
        place.channel += at * channel_step;
        channel_step *= atom.size;
        break;
      case Axis::kHeight:
        place.row = at;
        break;
      case Axis::kWidth:
        place.column = at;
        break;
    }
  }
  return place;
}

}  // namespace backbeat::nn::onnx
