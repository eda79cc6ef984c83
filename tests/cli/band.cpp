#include "tests/cli/band.h"

#include <cstdint>
#include <cstring>
#include <stdexcept>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace backbeat::cli {
namespace {

constexpr const char* kTinyNet =
    "input 1 128 64\n"
    "c1 conv 8 5x5 stride 4 pad 2 no_bias\n"
    "n1 batch_norm\n"
    "r1 relu\n"
    "c2 conv 16 3x3 stride 2 pad 1\n"
    "r2 relu\n"
    "g global_avg_pool\n"
    "drop dropout 0.1\n"
    "out linear classes\n";

void must_succeed(const std::string& program, const Outcome& outcome) {
  if (outcome.exit_code != 0) throw std::runtime_error(program + " failed:\n" + outcome.err);
}

/// A safetensors file after its first eight bytes.
struct Parts {
  std::string header, numbers;
};

Parts parts_of(const std::filesystem::path& model) {
  const std::string bytes = read_file(model);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  return {bytes.substr(sizeof length, length), bytes.substr(sizeof length + length)};
}

}  // namespace

const Band& Band::get() {
  static const Band band;
  return band;
}

Band::Band() {
  write_file(folder_ / "tiny.net", kTinyNet);
  must_succeed("backbeat-synth",
               run("backbeat-synth",
                   {"music", "--styles", "house,waltz", "--clips", "6", "--duration-s", "3"},
                   folder_.path()));
  must_succeed(
      "backbeat-train",
      run("backbeat-train", train_arguments("music", "model.safetensors"), folder_.path()));
}

std::vector<std::string> Band::train_arguments(const std::string& dataset,
                                               const std::string& out) const {
  return {dataset,
          "--out",
          out,
          "--net",
          net(),
          "--epochs",
          "3",
          "--batch-size",
          "4",
          "--cache",
          (folder_ / "cache").string(),
          "--valid-fraction",
          "0.2"};
}

std::string weights_of(const std::filesystem::path& model) {
  return parts_of(model).numbers;
}

std::map<std::string, std::string> metadata_of(const std::filesystem::path& model) {
  return nlohmann::json::parse(parts_of(model).header).at("__metadata__");
}

std::string with_metadata(const std::filesystem::path& model, const std::string& key,
                          const std::string& value) {
  const Parts parts = parts_of(model);
  nlohmann::json json = nlohmann::json::parse(parts.header);
  json.at("__metadata__")[key] = value;
  json.at("__metadata__").erase("checksum");
  const std::string header = json.dump();
  const std::uint64_t length = header.size();
  std::string prefix(sizeof length, '\0');
  std::memcpy(prefix.data(), &length, sizeof length);
  return prefix + header + parts.numbers;
}

std::string train(const TemporaryFolder& folder, const std::vector<std::string>& options) {
  const Band& band = Band::get();
  const Outcome outcome =
      run("backbeat-train", with(band.train_arguments(band.music(), "m.safetensors"), options),
          folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return weights_of(folder / "m.safetensors");
}

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace backbeat::cli
