#pragma once

#include <filesystem>
#include <string>

#include "apps/model/body.h"

namespace backbeat::apps {

/// The body that a published .safetensors file of weights and the text of its network make: each
/// tensor has the name of its node and parameter there, such as "hidden.weight". Throws
/// nn::FormatError naming the tensors that the file lacks, and those that no node asks for, and
/// nn::ShapeError where text and front end do not fit. Kernels are bands x frames, or frames x
/// bands where `frames_first`.
Body import_weights(const std::filesystem::path& weights, const std::filesystem::path& network,
                    const audio::FeatureSettings& features, bool frames_first = false);

}  // namespace backbeat::apps
