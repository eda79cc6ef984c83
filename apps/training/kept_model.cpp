#include "apps/training/kept_model.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/json_text.h"
#include "nn/errors.h"

namespace backbeat::apps {
namespace {

// In the model's record, while it is in the file.
constexpr const char* kRun = "run";
constexpr const char* kHistory = "history";

}  // namespace

void keep_model(const std::filesystem::path& path, const nlohmann::json& identity,
                const std::vector<EpochRecord>& epochs, Model& model) {
  nlohmann::json record = model.training;
  record[kRun] = json_text(identity);
  for (const EpochRecord& epoch : epochs) record[kHistory].push_back(to_json(epoch));
  std::swap(model.training, record);
  try {
    save_model(path, model);
  } catch (...) {
    std::swap(model.training, record);
    throw;
  }
  std::swap(model.training, record);
}

std::optional<KeptModel> find_kept_model(const std::filesystem::path& path,
                                         const nlohmann::json& identity) {
  if (path.empty() || !std::filesystem::exists(path)) return std::nullopt;
  KeptModel kept{.model = load_model(path), .epochs = {}};
  nlohmann::json& training = kept.model.training;
  if (training.value(kRun, "") != json_text(identity)) {
    throw nn::FormatError(fmt::format(
        "{}: found the model of another run, expected one with equal options, network, labels, data "
        "and sides; remove it, or keep models in another folder",
        path.string()));
  }
  for (const auto& epoch : training.at(kHistory)) {
    kept.epochs.push_back(epoch_record_from_json(epoch));
  }
  training.erase(kRun);
  training.erase(kHistory);
  return kept;
}

}  // namespace backbeat::apps
