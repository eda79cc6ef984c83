#include "apps/training/checkpoint.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/json_text.h"
#include "apps/files/safetensors_file.h"
#include "nn/errors.h"
#include "nn/files/whole_number.h"

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
  if (size > 0)
    nn::copy_finite(found->second, fmt::format("{}: tensor '{}'", source, name), values);
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

/// What is no tensor.
std::string progress_json(const TrainingState& state) {
  nlohmann::json history = nlohmann::json::array();
  for (const EpochRecord& record : state.history) history.push_back(to_json(record));
  // JSON has no infinity.
  return nlohmann::json{{"history", history},
                        {"begun", to_json(state.begun)},
                        {"steps", state.steps},
                        {"best_epoch", state.best_epoch},
                        {"best_valid_loss", state.best_epoch > 0 ? state.best_valid_loss : 0.0}}
      .dump();
}

void read_progress(const std::string& text, const std::string& source, TrainingState& state) {
  try {
    const auto progress = nlohmann::json::parse(text);
    state.history.clear();
    for (const auto& record : progress.at("history"))
      state.history.push_back(epoch_record_from_json(record));
    if (progress.contains("begun")) state.begun = epoch_sums_from_json(progress.at("begun"));
    state.steps = nn::whole_number(progress.at("steps"), "steps");
    state.best_epoch = nn::whole_number(progress.at("best_epoch"), "best_epoch");
    if (state.best_epoch > 0) progress.at("best_valid_loss").get_to(state.best_valid_loss);
  } catch (const std::exception& error) {
    throw nn::FormatError(fmt::format("{}: damaged metadata: {}", source, error.what()));
  }
  if (state.steps < 0 || state.best_epoch < 0 || state.best_epoch > std::ssize(state.history)) {
    throw nn::FormatError(
        fmt::format("{}: damaged metadata: found {} steps, best epoch {} of {}, expected counts",
                    source, state.steps, state.best_epoch, state.history.size()));
  }
}

/// Where the two runs differ, one setting per line: "options.epochs: 60 there, 50 here".
std::string differences(const nlohmann::json& there, const nlohmann::json& here) {
  const nlohmann::json old_settings = there.flatten();
  const nlohmann::json settings = here.flatten();
  const auto value_in = [](const nlohmann::json& side, const std::string& key) {
    return side.contains(key) ? json_text(side.at(key)) : "nothing";
  };
  nlohmann::json both = old_settings;
  both.update(settings);
  std::string lines;
  for (const auto& [pointer, value] : both.items()) {
    const std::string old_value = value_in(old_settings, pointer);
    const std::string new_value = value_in(settings, pointer);
    if (old_value == new_value) continue;
    std::string name = pointer.substr(1);
    std::replace(name.begin(), name.end(), '/', '.');
    lines += fmt::format("\n  {}: {} there, {} here", name, old_value, new_value);
  }
  return lines;
}

void expect_same_run(const std::string& source, const std::string& there,
                     const nlohmann::json& here) {
  if (there == json_text(here)) return;
  const auto parsed = nlohmann::json::parse(there, nullptr, false);
  if (!parsed.is_object() || parsed.empty()) {
    throw nn::FormatError(fmt::format(
        "{}: damaged metadata: found '{}', expected which run it is of", source, there));
  }
  throw nn::FormatError(
      fmt::format("{}: found a checkpoint of another run, expected equal options, network, labels, "
                  "data and sides:{}",
                  source, differences(parsed, here)));
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const nlohmann::json& identity,
                      const TrainingState& state) {
  nn::TensorFile file;
  file.metadata = {
      {"format", kFormat}, {"identity", json_text(identity)}, {"progress", progress_json(state)}};
  put(file, "", state.parameters);
  if (state.average) put(file, "average.", *state.average);
  put(file, "best.", state.best);
  for (const auto& [name, values] : state.optimizer) put(file, "optimizer." + name, values);
  write_safetensors(path, std::move(file));
}

TrainingState read_checkpoint(const std::filesystem::path& path, const nlohmann::json& identity,
                              TrainingState fresh) {
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
  verify_checksum(file, source);
  expect_same_run(source, metadata("identity"), identity);
  TrainingState state = std::move(fresh);
  read_progress(metadata("progress"), source, state);
  get(file, "", state.parameters, source);
  for (auto& [name, values] : state.optimizer) get(file, "optimizer." + name, values, source);
  if (state.average) get(file, "average.", *state.average, source);
  get(file, "best.", state.best, source);
  return state;
}

}  // namespace backbeat::apps
