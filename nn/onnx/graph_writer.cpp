#include "nn/onnx/graph_writer.h"

namespace backbeat::nn::onnx {
namespace {

void set(::onnx::AttributeProto& attribute, std::int64_t value) {
  attribute.set_type(::onnx::AttributeProto::INT);
  attribute.set_i(value);
}

void set(::onnx::AttributeProto& attribute, float value) {
  attribute.set_type(::onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

void set(::onnx::AttributeProto& attribute, const std::vector<std::int64_t>& values) {
  attribute.set_type(::onnx::AttributeProto::INTS);
  attribute.mutable_ints()->Assign(values.begin(), values.end());
}

void describe(::onnx::ValueInfoProto& info, const std::string& name,
              const std::vector<std::int64_t>& shape) {
  info.set_name(name);
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(::onnx::TensorProto::FLOAT);
  tensor.mutable_shape()->add_dim()->set_dim_param("batch");
  for (const std::int64_t size : shape) tensor.mutable_shape()->add_dim()->set_dim_value(size);
}

}  // namespace

std::string GraphWriter::fresh(std::string name) {
  while (!names_.insert(name).second) name += '_';
  return name;
}

void GraphWriter::write(const char* op, const std::vector<std::string>& inputs,
                        const std::string& output, const std::vector<Attribute>& attributes) {
  ::onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(op);
  node.set_name(output);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  for (const Attribute& attribute : attributes) {
    ::onnx::AttributeProto& proto = *node.add_attribute();
    proto.set_name(attribute.name);
    std::visit([&](const auto& value) { set(proto, value); }, attribute.value);
  }
}

std::string GraphWriter::add(const char* op, const std::vector<std::string>& inputs,
                             const std::string& output, const std::vector<Attribute>& attributes) {
  std::string name = fresh(output);
  write(op, inputs, name, attributes);
  return name;
}

std::string GraphWriter::constant(const std::string& name, std::span<const real> values,
                                  const std::vector<std::int64_t>& shape) {
  ::onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(fresh(name));
  tensor.set_data_type(::onnx::TensorProto::FLOAT);
  tensor.mutable_dims()->Assign(shape.begin(), shape.end());
  tensor.mutable_float_data()->Assign(values.begin(), values.end());
  return tensor.name();
}

std::string GraphWriter::constant(const std::string& name,
                                  const std::vector<std::int64_t>& values) {
  ::onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(fresh(name));
  tensor.set_data_type(::onnx::TensorProto::INT64);
  tensor.add_dims(static_cast<std::int64_t>(values.size()));
  tensor.mutable_int64_data()->Assign(values.begin(), values.end());
  return tensor.name();
}

std::string GraphWriter::input(const std::string& name, const std::vector<std::int64_t>& shape) {
  std::string taken = fresh(name);
  describe(*graph_.add_input(), taken, shape);
  return taken;
}

void GraphWriter::output(const char* op, const std::vector<std::string>& inputs,
                         const std::string& name, const std::vector<std::int64_t>& shape,
                         const std::vector<Attribute>& attributes) {
  write(op, inputs, name, attributes);
  describe(*graph_.add_output(), name, shape);
}

}  // namespace backbeat::nn::onnx
