#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nn/onnx/proto.h"
#include "nn/real.h"

namespace backbeat::nn::onnx {

/// An attribute of an operator.
struct Attribute {
  const char* name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

/// Writes a graph node by node. Values are known by their names; a name that is taken gets a tail.
class GraphWriter {
 public:
  /// `outputs` are the names that output() will use.
  GraphWriter(::onnx::GraphProto& graph, const std::vector<std::string>& outputs)
      : graph_(graph), names_(outputs.begin(), outputs.end()) {}

  /// An operator with one output, whose name the node has too. Returns it.
  std::string add(const char* op, const std::vector<std::string>& inputs, const std::string& output,
                  const std::vector<Attribute>& attributes = {});
  /// A constant of the file. Returns its name.
  std::string constant(const std::string& name, std::span<const real> values,
                       const std::vector<std::int64_t>& shape);
  std::string constant(const std::string& name, const std::vector<std::int64_t>& values);
  /// A float32 (batch x shape) that enters the graph. Returns its name.
  std::string input(const std::string& name, const std::vector<std::int64_t>& shape);
  /// One that leaves it: what the operator makes of the inputs.
  void output(const char* op, const std::vector<std::string>& inputs, const std::string& name,
              const std::vector<std::int64_t>& shape,
              const std::vector<Attribute>& attributes = {});

 private:
  std::string fresh(std::string name);
  void write(const char* op, const std::vector<std::string>& inputs, const std::string& output,
             const std::vector<Attribute>& attributes);

  ::onnx::GraphProto& graph_;
  std::set<std::string> names_;
};

}  // namespace backbeat::nn::onnx
