#include "nn/onnx/import.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "nn/errors.h"
#include "nn/limits.h"
#include "nn/onnx/converter.h"
#include "nn/onnx/model_file.h"
#include "nn/onnx/window_input.h"

namespace backbeat::nn {
namespace onnx {
namespace {

Convert converter_of(const std::string& type) {
  for (const Converters* table :
       {&weighted_converters(), &pooling_converters(), &activation_converters(),
        &arithmetic_converters(), &shape_converters(), &constant_converters()}) {
    const auto found = table->find(type);
    if (found != table->end()) return found->second;
  }
  return nullptr;
}

/// How often a graph may compute constants from all that its file holds.
constexpr std::size_t kMaxFolding = 8;

class Importer {
 public:
  Importer(const std::filesystem::path& path, const OnnxImport& options)
      : source_(path.string()),
        folder_(path.parent_path()),
        options_(options),
        file_(read_model(path)),
        graph_(file_.model.graph()) {}

  ImportedNetwork run() {
    find_producers();
    find_outputs();
    find_needed();
    read_constants();
    find_input();
    Conversion conversion{.draft = Draft(input_.shape), .batch = input_.batch};
    for (const auto& node : graph_.node()) {
      for (const std::string& input : node.input()) conversion.is_read.insert(input);
    }
    for (int i = 0; i < graph_.node_size(); ++i) {
      if (is_needed_[static_cast<std::size_t>(i)]) convert(graph_.node(i), conversion);
    }
    require_all_converted();
    return finish(conversion);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw FormatError(fmt::format("{}: {}", source_, what));
  }

  /// Where each value comes from: the place of a node.
  void find_producers() {
    for (int i = 0; i < graph_.node_size(); ++i) {
      for (const std::string& output : graph_.node(i).output()) made_by_.emplace(output, i);
    }
  }

  void find_outputs() {
    if (options_.output.empty()) {
      for (const auto& output : graph_.output()) outputs_.push_back(output.name());
    } else {
      outputs_ = {options_.output};
    }
    if (outputs_.empty()) fail("found no output, expected one");
    for (const std::string& output : outputs_) {
      if (!made_by_.contains(output)) {
        fail(fmt::format("found no node that gives '{}', expected the name of a value", output));
      }
    }
  }

  /// Nodes that lead to the outputs. Others may be anything.
  void find_needed() {
    is_needed_.assign(static_cast<std::size_t>(graph_.node_size()), false);
    std::vector<std::string> waiting = outputs_;
    while (!waiting.empty()) {
      const std::string name = std::move(waiting.back());
      waiting.pop_back();
      read_.insert(name);
      const auto found = made_by_.find(name);
      if (found == made_by_.end() || is_needed_[static_cast<std::size_t>(found->second)]) continue;
      is_needed_[static_cast<std::size_t>(found->second)] = true;
      for (const std::string& input : graph_.node(found->second).input()) {
        if (!input.empty()) waiting.push_back(input);
      }
    }
  }

  void read_constants() {
    for (const auto& tensor : graph_.initializer()) {
      if (!read_.contains(tensor.name())) continue;
      try {
        values_[tensor.name()] = read_tensor(tensor, folder_);
      } catch (const FormatError& error) {
        fail(fmt::format("tensor '{}': {}", tensor.name(), error.what()));
      }
    }
  }

  void find_input() {
    try {
      input_ = place_input(file_input(), options_.bands, options_.frames);
      values_[input_.name] = input_.value;
    } catch (const FormatError& error) {
      fail(error.what());
    }
  }

  /// The one value that is not the file's own.
  const ::onnx::ValueInfoProto& file_input() const {
    const ::onnx::ValueInfoProto* input = nullptr;
    for (const auto& candidate : graph_.input()) {
      if (values_.contains(candidate.name()) || !read_.contains(candidate.name())) continue;
      if (input != nullptr) {
        throw FormatError(fmt::format("found two inputs, '{}' and '{}', expected one",
                                      input->name(), candidate.name()));
      }
      input = &candidate;
    }
    if (input == nullptr) {
      throw FormatError("found no input, expected one window of a spectrogram");
    }
    return *input;
  }

  void convert(const ::onnx::NodeProto& node, Conversion& conversion) {
    std::vector<const Value*> inputs;
    for (const std::string& input : node.input()) {
      const auto found = values_.find(input);
      if (!input.empty() && found == values_.end()) {
        // What a failure before should have given is no failure of its own.
        if (!lost_.contains(input)) {
          fail(fmt::format("node '{}': found an input '{}' that nothing before it gives",
                           node.name(), input));
        }
        for (const std::string& output : node.output()) lost_.insert(output);
        return;
      }
      inputs.push_back(input.empty() ? nullptr : &found->second);
    }
    try {
      const bool is_theirs = node.domain().empty() || node.domain() == "ai.onnx";
      const Convert converter = is_theirs ? converter_of(node.op_type()) : nullptr;
      if (converter == nullptr) {
        throw Unsupported(is_theirs
                              ? "there is no such layer here"
                              : fmt::format("there are no operators of '{}' here", node.domain()));
      }
      for (int k = 1; k < node.output_size(); ++k) {
        if (read_.contains(node.output(k))) throw Unsupported("found its further outputs read");
      }
      Value value = converter(Operator(node, inputs), conversion);
      if (const auto* constant = std::get_if<Constant>(&value)) {
        folded_ += constant->size();
        if (folded_ > kMaxFolding * (file_.bytes + kMaxExtent)) {
          fail("found far more numbers that follow from constants than the file has bytes");
        }
      }
      if (node.output_size() > 0) values_[node.output(0)] = std::move(value);
    } catch (const Unsupported& error) {
      give_up(node, error.what());
    } catch (const ShapeError& error) {
      give_up(node, error.what());
    }
  }

  void give_up(const ::onnx::NodeProto& node, const std::string& why) {
    failures_.push_back(fmt::format("'{}' ({}, opset {}): {}",
                                    node.name().empty() ? node.output(0) : node.name(),
                                    node.op_type(), file_.opset, why));
    for (const std::string& output : node.output()) lost_.insert(output);
    for (const std::string& input : node.input()) {
      const auto found = values_.find(input);
      if (found == values_.end() || !std::holds_alternative<Activation>(found->second)) continue;
      if (std::ranges::count(cuts_, input) == 0) cuts_.push_back(input);
    }
  }

  void require_all_converted() const {
    if (failures_.empty()) return;
    std::string text =
        fmt::format("found {} of {} operators that can not be taken over:", failures_.size(),
                    graph_.node_size());
    for (const std::string& failure : failures_) text += "\n  " + failure;
    if (!cuts_.empty()) {
      text +=
          fmt::format("\nThe network could end before: --output '{}'", fmt::join(cuts_, "' or '"));
    }
    fail(text);
  }

  /// What the last linear layer reads: an embedding to put a head on.
  static std::optional<int> embedding(const Draft& draft, int end) {
    std::set<int> before{end};
    for (int i = end; i > 0; --i) {
      if (!before.contains(i)) continue;
      if (draft.is(i, "linear") && draft[i].inputs.front() != 0) return draft[i].inputs.front();
      before.insert(draft[i].inputs.begin(), draft[i].inputs.end());
    }
    return std::nullopt;
  }

  ImportedNetwork finish(Conversion& conversion) {
    std::vector<int> outputs;
    for (const std::string& name : outputs_) {
      const auto* value = std::get_if<Activation>(&values_.at(name));
      if (value == nullptr || value->node == 0) {
        fail(
            fmt::format("output '{}': found nothing that a network computes, expected that", name));
      }
      outputs.push_back(value->node);
    }
    const bool is_chosen = !options_.output.empty();
    const int end = std::ranges::max(outputs);
    if (!is_chosen && outputs.size() == 1) {
      if (const auto hidden = embedding(conversion.draft, end)) outputs.push_back(*hidden);
    }
    std::string text;
    TensorFile tensors;
    try {
      conversion.draft.finish(outputs, is_chosen, &text, &tensors);
      Network network = Network::parse(text, source_);
      Parameters parameters = load(network, tensors, source_);
      ImportedNetwork imported{.network = std::move(network),
                               .parameters = std::move(parameters),
                               .frames_first = input_.frames_first,
                               .notes = {conversion.notes.begin(), conversion.notes.end()},
                               .metadata = {}};
      for (const auto& entry : file_.model.metadata_props()) {
        imported.metadata[entry.key()] = entry.value();
      }
      return imported;
    } catch (const ShapeError& error) {
      fail(error.what());
    }
  }

  std::string source_;
  std::filesystem::path folder_;
  const OnnxImport& options_;
  ModelFile file_;
  const ::onnx::GraphProto& graph_;

  std::map<std::string, int> made_by_;  ///< value: the place of the node that gives it
  std::vector<std::string> outputs_;
  std::vector<bool> is_needed_;  ///< one per node of the graph
  std::set<std::string> read_;   ///< values that lead to the outputs
  std::map<std::string, Value> values_;
  WindowInput input_;
  std::size_t folded_ = 0;      ///< numbers of constants that were computed
  std::set<std::string> lost_;  ///< values that a failure did not give
  std::vector<std::string> failures_;
  std::vector<std::string> cuts_;  ///< values before failures
};

}  // namespace
}  // namespace onnx

ImportedNetwork from_onnx(const std::filesystem::path& path, const OnnxImport& options) {
  return onnx::Importer(path, options).run();
}

}  // namespace backbeat::nn
