#pragma once

#include <string>
#include <vector>

#include "nn/errors.h"
#include "nn/onnx/graph_writer.h"
#include "nn/onnx/import.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::nn::onnx {

/// An ONNX file as a stranger might write it: 4 bands x 6 frames, unless it says otherwise.
class GraphFile {
 public:
  GraphFile() : writer_(*model_.mutable_graph(), {}) {
    model_.set_ir_version(8);
    model_.add_opset_import()->set_version(17);
  }

  ::onnx::ModelProto& model() { return model_; }
  ::onnx::GraphProto& graph() { return *model_.mutable_graph(); }
  GraphWriter& write() { return writer_; }
  const TemporaryFolder& folder() const { return folder_; }

  void input(const std::vector<std::int64_t>& shape = {1, 4, 6}) { writer_.input("x", shape); }
  /// The last value leaves the graph.
  void output(const std::string& name) { graph().add_output()->set_name(name); }
  /// An operator, its inputs and its output.
  void add(const char* op, const std::vector<std::string>& inputs, const std::string& output,
           const std::vector<Attribute>& attributes = {}) {
    writer_.add(op, inputs, output, attributes);
  }

  void save() { write_bytes(model_.SerializeAsString()); }
  void write_bytes(const std::string& bytes) { folder_.write("x.onnx", bytes); }
  ImportedNetwork import(const OnnxImport& options = {.bands = 4, .frames = {}, .output = ""}) {
    return from_onnx(folder_ / "x.onnx", options);
  }
  /// What the import says where it refuses; "" where it does not.
  std::string refusal(const OnnxImport& options = {.bands = 4, .frames = {}, .output = ""}) {
    try {
      import(options);
    } catch (const FormatError& error) {
      return error.what();
    }
    return {};
  }

 private:
  TemporaryFolder folder_;
  ::onnx::ModelProto model_;
  GraphWriter writer_;
};

}  // namespace backbeat::nn::onnx
