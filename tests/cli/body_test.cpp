// A network that others trained comes in, gets a head, and answers.

#include <fstream>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "nn/files/safetensors.h"
#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const std::string kNet =
    "input 1 96 40\nc conv 8 5x5 stride 2 pad 0:1x2:1\nr relu\nn batch_norm epsilon 0.001 output\n"
    "g global_avg_pool\ntags linear 5\n";

/// Weights of kNet as others publish them: random, without a checksum.
void write_weights(const fs::path& path) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal(0.0F, 0.2F);
  nn::TensorFile file;
  file.metadata = {{"license", "ISC"}, {"source", "nobody"}};
  const std::map<std::string, std::vector<int>> shapes{
      {"c.weight", {8, 1, 5, 5}}, {"c.bias", {8}},
      {"n.weight", {8}},          {"n.bias", {8}},
      {"n.running_mean", {8}},    {"n.running_var", {8}},
      {"tags.weight", {5, 8}},    {"tags.bias", {5}}};
  for (const auto& [name, shape] : shapes) {
    std::size_t size = 1;
    for (const int extent : shape) size *= static_cast<std::size_t>(extent);
    nn::Tensor tensor{.shape = shape, .values = std::vector<float>(size)};
    for (float& value : tensor.values) value = normal(generator);
    if (name == "n.running_var") {
      for (float& value : tensor.values) value = 1.0F + std::abs(value);
    }
    file.tensors[name] = std::move(tensor);
  }
  std::ofstream stream(path, std::ios::binary);
  nn::write_safetensors(stream, file);
}

class Bodies : public testing::Test {
 protected:
  Bodies() {
    write_file(folder_ / "b.net", kNet);
    write_weights(folder_ / "w.safetensors");
  }
  Outcome import(const std::vector<std::string>& more = {"--net", "b.net", "--front-end",
                                                         "musicnn"}) const {
    return run("backbeat-convert",
               with({"import", "w.safetensors", "--out", "body.safetensors"}, more),
               folder_.path());
  }
  Outcome train(const std::vector<std::string>& more) const {
    return run("backbeat-train",
               with({Band::get().music(), "--epochs", "4", "--threads", "1"}, more),
               folder_.path());
  }

  const TemporaryFolder folder_;
};

TEST_F(Bodies, GetAHeadThatAnswers) {
  const Outcome imported = import();
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, AllOf(HasSubstr("windows of 96 mel bands x 40 frames (0.6 s)"),
                                  HasSubstr("license: ISC")));
  for (const std::string head : {"auto", "linear", "hidden"}) {
    const Outcome trained = train({"--body", "body.safetensors", "--head", head, "--augment",
                                   "--out", "m.safetensors", "--valid-fraction", "0.2"});
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    const auto metadata = metadata_of(folder_ / "m.safetensors");
    EXPECT_THAT(metadata.at("network"), HasSubstr("conv 8 5x5 stride 2 pad 0:1x2:1 frozen"));
    const auto training = nlohmann::json::parse(metadata.at("training"));
    EXPECT_EQ(training["body"]["about"]["license"], "ISC");
    EXPECT_EQ(training.contains("head"), head == "auto");
    // The body is in the model, number by number.
    const nn::TensorFile model = nn::read_safetensors(folder_ / "m.safetensors");
    const nn::TensorFile weights = nn::read_safetensors(folder_ / "w.safetensors");
    for (const char* name : {"c.weight", "c.bias", "n.weight", "n.running_mean", "n.running_var"}) {
      EXPECT_EQ(model.tensors.at(name).values, weights.tensors.at(name).values) << name;
    }
    EXPECT_FALSE(model.tensors.contains("tags.weight"));
    const Outcome answered =
        run("backbeat-predict", {Band::get().music(), "--model", "m.safetensors"}, folder_.path());
    EXPECT_EQ(answered.exit_code, 0) << answered.err;
    fs::remove(folder_ / "m.safetensors");
  }
}

TEST_F(Bodies, StayInTheirOwnFileWhereTheModelIsAHeadAlone) {
  ASSERT_EQ(import().exit_code, 0);
  const std::vector<std::string> options{"--body", "body.safetensors", "--valid-fraction", "0.2"};
  ASSERT_EQ(train(with(options, {"--out", "m.safetensors"})).exit_code, 0);
  ASSERT_EQ(train(with(options, {"--out", "h.safetensors", "--head-only"})).exit_code, 0);
  const auto head = nn::read_safetensors(folder_ / "h.safetensors").tensors;
  EXPECT_FALSE(head.contains("c.weight"));
  EXPECT_FALSE(head.contains("n.running_mean"));
  EXPECT_TRUE(head.contains("head.classes.weight"));

  const auto answers = [&](const std::vector<std::string>& more) {
    const Outcome outcome =
        run("backbeat-predict", with({Band::get().music()}, more), folder_.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  };
  EXPECT_EQ(answers({"--model", "h.safetensors", "--body", "body.safetensors"}),
            answers({"--model", "m.safetensors"}));
  const Outcome judged = run("backbeat-evaluate",
                             {Band::get().music(), "--model", "h.safetensors", "--body",
                              "body.safetensors", "--model", "m.safetensors"},
                             folder_.path());
  EXPECT_EQ(judged.exit_code, 0) << judged.err;

  const auto refusal = [&](const std::vector<std::string>& more) {
    const Outcome outcome =
        run("backbeat-predict", with({Band::get().music(), "--model", "h.safetensors"}, more),
            folder_.path());
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_THAT(refusal({}), HasSubstr("h.safetensors: found a head alone and no body, expected "
                                     "--body with the body that it was trained on"));
  std::string bytes = read_file(folder_ / "w.safetensors");
  bytes[bytes.size() - 4] ^= 1;
  write_file(folder_ / "w.safetensors", bytes);
  ASSERT_EQ(import().exit_code, 0);
  EXPECT_THAT(refusal({"--body", "body.safetensors"}),
              HasSubstr("h.safetensors: found a head alone and a body of digest "));
  EXPECT_THAT(train(with(options, {"--out", "x", "--head-only", "--unfreeze-after", "1"})).err,
              HasSubstr("--head-only"));
}

TEST_F(Bodies, GoOnFromACheckpointWithTheirOwnKindOnly) {
  ASSERT_EQ(import().exit_code, 0);
  const std::vector<std::string> options{
      "--body",        "body.safetensors",   "--head", "hidden", "--out",
      "m.safetensors", "--checkpoint-every", "1"};
  ASSERT_EQ(train(options).exit_code, 0);
  const std::string weights = weights_of(folder_ / "m.safetensors");
  const auto again = with(options, {"--resume", "m.safetensors.checkpoint"});
  ASSERT_EQ(train(again).exit_code, 0);
  EXPECT_EQ(weights_of(folder_ / "m.safetensors"), weights);

  std::string bytes = read_file(folder_ / "w.safetensors");
  bytes[bytes.size() - 4] ^= 1;  // of the last tensor, tags.weight, which the head does not read
  write_file(folder_ / "w.safetensors", bytes);
  ASSERT_EQ(import().exit_code, 0);
  const Outcome other = train(again);
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("body: "));
}

TEST_F(Bodies, AreAskedOnceAboutAClip) {
  ASSERT_EQ(import().exit_code, 0);
  const auto weights = [&](const std::string& cache) {
    const Outcome outcome =
        train({"--body", "body.safetensors", "--out", "m.safetensors", "--cache", cache});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return weights_of(folder_ / "m.safetensors");
  };
  const auto kept = [&] {
    std::map<std::string, fs::file_time_type> times;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "cache")) {
      if (entry.path().extension() == ".emb") {
        times[entry.path().string()] = entry.last_write_time();
      }
    }
    return times;
  };
  const std::string uncached = weights("none");
  EXPECT_EQ(weights("cache"), uncached);
  const auto times = kept();
  EXPECT_EQ(times.size(), 12U) << "clips";
  EXPECT_EQ(weights("cache"), uncached);
  EXPECT_EQ(kept(), times) << "none is made again";
  const Outcome folds = run("backbeat-train",
                            {Band::get().music(), "--body", "body.safetensors", "--epochs", "2",
                             "--cross-validate", "2", "--cache", "cache", "--json", "folds.json"},
                            folder_.path());
  EXPECT_EQ(folds.exit_code, 0) << folds.err;
  const auto report = nlohmann::json::parse(read_file(folder_ / "folds.json"));
  for (const auto& fold : report["runs"][0]["folds"]) {
    EXPECT_GT(fold["head"]["tried"].size(), 3U) << "each fold chooses its head";
  }
  EXPECT_EQ(kept(), times) << "nor for folds";
}

TEST_F(Bodies, LearnAfterANodeWhereTheyAreAskedTo) {
  ASSERT_EQ(import().exit_code, 0);
  const nn::TensorFile body = nn::read_safetensors(folder_ / "body.safetensors");
  const auto moved = [&](const std::vector<std::string>& options) {
    const Outcome outcome =
        train(with({"--body", "body.safetensors", "--out", "m.safetensors"}, options));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const nn::TensorFile model = nn::read_safetensors(folder_ / "m.safetensors");
    std::string names;
    for (const char* name : {"c.weight", "n.weight", "n.running_mean"}) {
      const bool same = model.tensors.at(name).values == body.tensors.at(name).values;
      names += same ? "" : std::string(name) + " ";
    }
    return names;
  };
  EXPECT_EQ(moved({}), "");
  EXPECT_EQ(moved({"--freeze-until", "c"}), "n.weight n.running_mean ");
  EXPECT_EQ(moved({"--freeze-until", "n"}), "");
  EXPECT_EQ(moved({"--unfreeze-after", "2"}), "c.weight n.weight n.running_mean ");
  EXPECT_EQ(moved({"--unfreeze-after", "2", "--freeze-until", "r"}), "n.weight n.running_mean ");
  EXPECT_EQ(moved({"--unfreeze-after", "3"}), "c.weight n.weight n.running_mean ");
  EXPECT_EQ(moved({"--unfreeze-after", "4"}), "") << "as many as there are";
  EXPECT_EQ(moved({"--unfreeze-after", "0", "--body-lr-factor", "1e-30"}), "n.running_mean ");
  EXPECT_EQ(moved({"--unfreeze-after", "2", "--ema", "0.5"}), "c.weight n.weight n.running_mean ");
  moved({"--unfreeze-after", "2", "--early-stop", "1", "--valid-fraction", "0.2"});
  EXPECT_THAT(train({"--body", "body.safetensors", "--out", "m", "--freeze-until", "x"}).err,
              HasSubstr("--freeze-until: found 'x', expected a node of"));
  EXPECT_THAT(train({"--out", "m", "--freeze-until", "c"}).err, HasSubstr("--body"));
}

TEST_F(Bodies, GoOnFromACheckpointBeforeAndAfterTheyBeginToLearn) {
  ASSERT_EQ(import().exit_code, 0);
  for (const std::string after : {"1", "2", "3"}) {
    // Of four epochs, the checkpoint is of the third.
    const std::vector<std::string> options{
        "--body", "body.safetensors", "--out", "m.safetensors",    "--checkpoint-every",
        "3",      "--unfreeze-after", after,   "--body-lr-factor", "0.5"};
    ASSERT_EQ(train(options).exit_code, 0);
    const std::string weights = weights_of(folder_ / "m.safetensors");
    const Outcome again = train(with(options, {"--resume", "m.safetensors.checkpoint"}));
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(weights_of(folder_ / "m.safetensors"), weights) << after;
  }
  const Outcome folds = run("backbeat-train",
                            {Band::get().music(), "--body", "body.safetensors", "--epochs", "2",
                             "--cross-validate", "2", "--seeds", "1,2", "--unfreeze-after", "1"},
                            folder_.path());
  EXPECT_EQ(folds.exit_code, 0) << folds.err;
}

TEST_F(Bodies, AreRefusedWhereTextWeightsAndFrontEndDoNotFit) {
  const auto refusal = [&](const std::vector<std::string>& more) {
    const Outcome outcome = import(more);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_FALSE(fs::exists(folder_ / "body.safetensors"));
    return outcome.err;
  };
  EXPECT_THAT(refusal({"--net", "b.net", "--front-end", "yamnet"}),
              HasSubstr("found an input of shape 1x96x40, expected 1x64xframes"));
  EXPECT_THAT(refusal({"--net", "nowhere", "--front-end", "musicnn"}),
              AllOf(HasSubstr("found no file 'nowhere'"), HasSubstr("efficientat_mn04, musicnn")));
  EXPECT_THAT(refusal({"--net", "musicnn", "--front-end", "musicnn"}),
              HasSubstr("w.safetensors: tensor 'input_norm.weight': found none"));
  write_file(folder_ / "b.net", kNet.substr(0, kNet.find("tags")));
  EXPECT_THAT(refusal({"--net", "b.net", "--front-end", "musicnn"}),
              HasSubstr("found 2 tensors that no node of b.net asks for, expected none: tags.bias, "
                        "tags.weight"));
}

TEST_F(Bodies, MayHaveKernelsOfFramesAndBands) {
  ASSERT_EQ(import().exit_code, 0);
  const std::string as_they_are = weights_of(folder_ / "body.safetensors");
  nn::TensorFile file = nn::read_safetensors(folder_ / "w.safetensors");
  std::vector<float>& kernels = file.tensors.at("c.weight").values;
  const std::vector<float> before = kernels;
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    kernels[i] = before[i / 25 * 25 + i % 5 * 5 + i / 5 % 5];
  }
  std::ofstream stream(folder_ / "w.safetensors", std::ios::binary);
  nn::write_safetensors(stream, file);
  stream.close();
  ASSERT_EQ(import().exit_code, 0);
  EXPECT_NE(weights_of(folder_ / "body.safetensors"), as_they_are);
  ASSERT_EQ(import({"--net", "b.net", "--front-end", "musicnn", "--frames-first"}).exit_code, 0);
  EXPECT_EQ(weights_of(folder_ / "body.safetensors"), as_they_are);
}

TEST_F(Bodies, BringTheirOwnFrontEnd) {
  ASSERT_EQ(import().exit_code, 0);
  EXPECT_THAT(train({"--body", "body.safetensors", "--out", "m", "--n-mels", "64"}).err,
              HasSubstr("n_mels: found 64, expected 96, as body.safetensors has it"));
  EXPECT_THAT(train({"--body", "body.safetensors", "--out", "m", "--level-range", "60"}).err,
              HasSubstr("--level-range: found beside --body, expected none"));
  EXPECT_THAT(train({"--body", Band::get().model(), "--out", "m"}).err,
              HasSubstr("format: found 'backbeat-model/1', expected 'backbeat-body/1'"));
  const Outcome outcome =
      run("backbeat-predict", {Band::get().music(), "--model", "body.safetensors"}, folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("found 'backbeat-body/1', expected 'backbeat-model/1'"));
}

}  // namespace
}  // namespace backbeat::cli
