#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "apps/model/model.h"
#include "apps/training/epoch_record.h"

// Models of many trainings in one command, kept so that the command can go on where it was
// interrupted: model files whose record also says of which run they are, and what the epochs gave.
namespace backbeat::apps {

struct KeptModel {
  Model model;
  std::vector<EpochRecord> epochs;
};

/// Writes a trained model; `identity` says which run it belongs to. Throws as save_model().
void keep_model(const std::filesystem::path& path, const nlohmann::json& identity,
                const std::vector<EpochRecord>& epochs, Model& model);

/// The model that was kept; nothing where there is no such file. Throws nn::FormatError where it is
/// damaged or belongs to another run than `identity`.
std::optional<KeptModel> find_kept_model(const std::filesystem::path& path,
                                         const nlohmann::json& identity);

}  // namespace backbeat::apps
