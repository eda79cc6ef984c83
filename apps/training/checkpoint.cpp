// Trainer's checkpoints: a safetensors file with the parameters, the optimiser's vectors, the best
// parameters so far, and the history.

#include <fmt/format.h>

#include "apps/training/trainer.h"
#include "nn/errors.h"
#include "nn/files/safetensors.h"

namespace backbeat::apps {
namespace {

constexpr const char* kFormat = "backbeat-checkpoint/1";

void put(nn::TensorFile& file, const std::string& name, std::span<const float> values) {
  file.tensors[name] = {.shape = {static_cast<int>(values.size())},
                        .values{values.begin(), values.end()}};
}

void get(const nn::SafetensorsReader& file, const std::string& name, std::span<float> values,
         const std::string& source) {
  const auto found = file.tensors().find(name);
  const std::size_t size = found == file.tensors().end() ? 0 : found->second.size();
  if (size != values.size()) {
    throw nn::FormatError(fmt::format("{}: tensor '{}': found {} numbers, expected {}", source,
                                      name, size, values.size()));
  }
  if (size > 0) found->second.copy_to(values);
}

void put(nn::TensorFile& file, const std::string& prefix, const nn::Parameters& parameters) {
  put(file, prefix + "phi", std::span<const float>(parameters.phi));
  put(file, prefix + "state", std::span<const float>(parameters.state));
}

void get(const nn::SafetensorsReader& file, const std::string& prefix, nn::Parameters& parameters,
         const std::string& source) {
  get(file, prefix + "phi", std::span<float>(parameters.phi), source);
  get(file, prefix + "state", std::span<float>(parameters.state), source);
}

}  // namespace

nlohmann::json to_json(const EpochRecord& r) {
  // JSON has no NaN: where there was no validation, or no teacher, the value is null.
  return {{"epoch", r.epoch},
          {"train_loss", r.train_loss},
          {"train_accuracy", r.train_accuracy},
          {"teacher_loss", r.teacher_loss},
          {"valid_loss", r.valid_loss},
          {"valid_accuracy", r.valid_accuracy},
          {"lr", r.lr},
          {"seconds", r.seconds},
          {"wait_share", r.wait_share},
          {"clips_per_s", r.clips_per_s}};
}

EpochRecord epoch_record_from_json(const nlohmann::json& json) {
  const auto number = [&](const char* key) {
    const nlohmann::json& value = json.at(key);
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
  };
  return {.epoch = json.at("epoch").get<int>(),
          .train_loss = number("train_loss"),
          .train_accuracy = number("train_accuracy"),
          .teacher_loss = number("teacher_loss"),
          .valid_loss = number("valid_loss"),
          .valid_accuracy = number("valid_accuracy"),
          .lr = number("lr"),
          .seconds = number("seconds"),
          .wait_share = number("wait_share"),
          .clips_per_s = number("clips_per_s")};
}

std::string Trainer::identity() const {
  const nlohmann::json identity{{"options", to_json(options_)},
                                {"network", model_.network.text()},
                                {"labels", model_.labels},
                                {"init", model_.training.value("init", nlohmann::json())},
                                {"teacher", model_.training.value("teacher", nlohmann::json())},
                                {"data", model_.training.value("data_fingerprint", "")}};
  return identity.dump();
}

void Trainer::save_checkpoint(const std::filesystem::path& path) {
  nlohmann::json history = nlohmann::json::array();
  for (const EpochRecord& record : history_) history.push_back(to_json(record));
  nn::TensorFile file;
  file.metadata = {
      {"format", kFormat},
      {"identity", identity()},
      {"progress", nlohmann::json{{"history", history},
                                  {"steps", optimizer_->steps},
                                  {"best_epoch", best_epoch_},
                                  {"best_valid_loss", best_epoch_ > 0 ? best_valid_loss_ : 0.0}}
                       .dump()}};
  put(file, "", model_.parameters);
  if (average_) put(file, "average.", average_->parameters());
  put(file, "best.", best_);
  for (const auto& [name, values] : optimizer_->state()) put(file, "optimizer." + name, values);
  nn::write_safetensors(path, file);
}

void Trainer::load_checkpoint(const std::filesystem::path& path) {
  const std::string source = path.string();
  const nn::SafetensorsReader file(path);
  const auto metadata = [&](const std::string& key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string() : found->second;
  };
  if (metadata("format") != kFormat) {
    throw nn::FormatError(
        fmt::format("{}: format: found '{}', expected '{}'", source, metadata("format"), kFormat));
  }
  if (metadata("identity") != identity()) {
    throw nn::FormatError(fmt::format(
        "{}: found a checkpoint of another run, expected equal options, network, labels and data;\n"
        "  there: {}\n  here:  {}",
        source, metadata("identity"), identity()));
  }
  try {
    const auto progress = nlohmann::json::parse(metadata("progress"));
    history_.clear();
    batches_.reset();
    for (const auto& record : progress.at("history"))
      history_.push_back(epoch_record_from_json(record));
    progress.at("steps").get_to(optimizer_->steps);
    progress.at("best_epoch").get_to(best_epoch_);
    if (best_epoch_ > 0) progress.at("best_valid_loss").get_to(best_valid_loss_);
  } catch (const nlohmann::json::exception& error) {
    throw nn::FormatError(fmt::format("{}: damaged metadata: {}", source, error.what()));
  }
  get(file, "", model_.parameters, source);
  for (const auto& [name, values] : optimizer_->state())
    get(file, "optimizer." + name, values, source);
  if (average_) get(file, "average.", average_->parameters(), source);
  if (options_.early_stop > 0 && best_epoch_ > 0) {
    best_ = model_.parameters;
    get(file, "best.", best_, source);
  }
}

}  // namespace backbeat::apps
