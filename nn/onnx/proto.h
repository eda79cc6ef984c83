#pragma once

// ONNX's messages, which protoc makes of its published onnx.proto. Everything of theirs is in the
// namespace ::onnx, everything of ours in backbeat::nn::onnx.
#include <onnx/onnx.pb.h>
