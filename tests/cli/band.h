#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/cli/run.h"

namespace backbeat::cli {

/// A dataset small enough to train on in a second (two styles, six clips of three seconds, in
/// "music/"), and a model trained on it ("model.safetensors"). Made once for all tests of a
/// program.
class Band {
 public:
  static const Band& get();

  const TemporaryFolder& folder() const { return folder_; }
  std::string music() const { return (folder_ / "music").string(); }
  std::string model() const { return (folder_ / "model.safetensors").string(); }
  std::string net() const { return (folder_ / "tiny.net").string(); }

  /// Arguments of a short training on `dataset`, writing `out`.
  std::vector<std::string> train_arguments(const std::string& dataset,
                                           const std::string& out) const;

 private:
  Band();

  TemporaryFolder folder_;
};

/// A model's bytes after its header: the numbers that were trained.
std::string weights_of(const std::filesystem::path& model);

/// A model's metadata, and the model's bytes with one of its entries set to `value`, without the
/// checksum.
std::map<std::string, std::string> metadata_of(const std::filesystem::path& model);
std::string with_metadata(const std::filesystem::path& model, const std::string& key,
                          const std::string& value);

/// The weights of a short training on the band's music with further `options`, which must succeed.
/// The model is "m.safetensors" in `folder`.
std::string train(const TemporaryFolder& folder, const std::vector<std::string>& options);

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more);

}  // namespace backbeat::cli
