#pragma once

#include <string>
#include <vector>

#include "nn/files/safetensors.h"
#include "nn/graph/network_text.h"
#include "nn/shape.h"

namespace backbeat::nn::onnx {

/// A network while it is put together: nodes as in its text, with their tensors, and two kinds of
/// node that only exist here: `affine` (a number times each channel and another added), which
/// becomes a part of the layer before it or a batch norm, and `pad`, which becomes a part of what
/// reads it.
class Draft {
 public:
  struct Node {
    NodeText text;
    std::vector<int> inputs;
    Shape shape;
    std::map<std::string, Tensor> tensors;
    std::vector<float> scale, shift;  ///< of `affine`, one a channel
    Padding pad;                      ///< of `pad`
    bool is_lowest = false;           ///< of `pad`: with minus infinity, not with zeros
  };

  explicit Draft(const Shape& input);

  const Node& operator[](int i) const { return nodes_[static_cast<std::size_t>(i)]; }
  const Shape& shape(int i) const { return (*this)[i].shape; }
  bool is(int i, const char* kind) const { return (*this)[i].text.kind == kind; }

  /// Adds a node whose shape its layer finds. `name` is made fit and unique. Returns its place.
  /// Throws ShapeError where it does not fit, or where there are too many (nn/limits.h).
  int add(const std::string& name, const std::string& kind, std::vector<std::string> arguments,
          std::vector<int> inputs, std::map<std::string, Tensor> tensors = {});
  /// scale f + shift. Becomes one with an affine before it; where nothing changes, `input` itself.
  int affine(const std::string& name, int input, std::vector<float> scale,
             std::vector<float> shift);
  int pad(const std::string& name, int input, const Padding& pad, bool is_lowest);
  /// Whether node i is affine with these numbers for all channels.
  bool is_affine(int i, float scale, float shift) const;

  /// The text and tensors of what `outputs` need, the later of which ends the network; the others
  /// are marked as outputs, and it too where `marks_last`. Throws ShapeError where padding is left
  /// that nothing takes.
  void finish(const std::vector<int>& outputs, bool marks_last, std::string* text,
              TensorFile* tensors);

 private:
  std::string fit(const std::string& name);
  int push(Node node);
  void fold_affines(const std::vector<int>& outputs);

  std::vector<Node> nodes_;
};

}  // namespace backbeat::nn::onnx
