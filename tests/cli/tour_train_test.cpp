// backprop-tour train: the book's training program, against PyTorch's losses.

#include <cmath>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

const std::string kGolden = BACKBEAT_SOURCE_DIR "/tests/golden/tour/";
const std::string kStart = kGolden + "train_start.safetensors";

Outcome train(std::vector<std::string> options) {
  const TemporaryFolder folder;
  options.insert(options.begin(), "train");
  return run("backprop-tour", options, folder.path());
}

json train_json(std::vector<std::string> options) {
  options.emplace_back("--json");
  const Outcome outcome = train(options);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return json::parse(outcome.out);
}

TEST(TourTrain, EqualsPyTorchInEveryEpoch) {
  const json expected = json::parse(read_file(kGolden + "tour.json")).at("train").at("loss");
  const json epochs = train_json({"--init", kStart}).at("epochs");
  ASSERT_EQ(expected.size(), 100);
  ASSERT_EQ(epochs.size(), 100);
  for (std::size_t epoch = 0; epoch < 100; ++epoch) {
    const double loss = expected[epoch];
    EXPECT_NEAR(epochs[epoch].at("loss"), loss, 1e-4 * loss) << "epoch " << epoch;
  }
}

TEST(TourTrain, PrintsTheLossOfEachEpoch) {
  const Outcome outcome = train({"--seed", "3"});
  EXPECT_EQ(outcome.exit_code, 0);
  const json epochs = train_json({"--seed", "3"}).at("epochs");
  std::istringstream lines(outcome.out);
  std::string line;
  for (int epoch = 0; epoch < 100; ++epoch) {
    ASSERT_TRUE(std::getline(lines, line)) << epoch;
    const double loss = epochs.at(static_cast<std::size_t>(epoch)).at("loss");
    EXPECT_EQ(line, fmt::format("Epoch {:5d}, loss {:.3f}", epoch, loss));
  }
  EXPECT_FALSE(std::getline(lines, line)) << line;
}

TEST(TourTrain, LearnsFromAnySeed) {
  for (const char* seed : {"1", "2", "3"}) {
    const json epochs = train_json({"--seed", seed}).at("epochs");
    const double first = epochs.front().at("loss");
    const double last = epochs.back().at("loss");
    // Ten batches, each of about 1 (the targets) + 2 (He's outputs) before the first steps.
    EXPECT_GT(first, 12.0);
    EXPECT_LT(first, 40.0);
    EXPECT_LT(last, 0.5 * first);
  }
}

TEST(TourTrain, HalvesTheLearningRateEveryTenEpochs) {
  const json epochs = train_json({}).at("epochs");
  for (const json& epoch : epochs) {
    const double halvings = std::floor(epoch.at("epoch").get<double>() / 10.0);
    EXPECT_DOUBLE_EQ(epoch.at("learning_rate"), 0.01 * std::pow(0.5, halvings));
  }
}

TEST(TourTrain, DependsOnTheSeedAndNotOnTheThreads) {
  const std::string one = train({"--seed", "5", "--threads", "1", "--json"}).out;
  EXPECT_EQ(train({"--seed", "5", "--threads", "3", "--json"}).out, one);
  EXPECT_NE(train({"--seed", "6", "--threads", "1", "--json"}).out, one);
}

TEST(TourTrain, TakesTheBatchesOfAFileInOrder) {
  EXPECT_EQ(train({"--init", kStart, "--seed", "1"}).out,
            train({"--init", kStart, "--seed", "2"}).out);
}

/// Runs train on the golden file with `from` in its header replaced by `to`, which is as long.
Outcome train_on_damaged(const std::string& from, const std::string& to) {
  const TemporaryFolder folder;
  std::string bytes = read_file(kStart);
  const std::size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  EXPECT_EQ(from.size(), to.size());
  bytes.replace(at, from.size(), to);
  write_file(folder / "start.safetensors", bytes);
  return run("backprop-tour", {"train", "--init", "start.safetensors"}, folder.path());
}

TEST(TourTrain, RefusesAFileThatDoesNotFit) {
  struct Case {
    const char *from, *to, *message;
  };
  const Case cases[] = {
      {R"("x": {"dtype": "F32", "shape": [100, 10])", R"("x": {"dtype": "F32", "shape": [10, 100])",
       "start.safetensors: tensor 'x': found shape [10, 100], expected F32 of shape [100, 10]"},
      {R"("y":)", R"("z":)",
       "start.safetensors: tensor 'y': found none, expected F32 of shape [100, 5]"},
      {R"("f1.weight": {"dtype": "F32", "shape": [40, 40])",
       R"("f1.weight": {"dtype": "F32", "shape": [20, 80])",
       "start.safetensors: tensor 'f1.weight': found shape [20, 80], expected [40, 40]"},
      {R"("f2.bias")", R"("f9.bias")",
       "start.safetensors: tensor 'f2.bias': found none, expected F32 of shape [5]"},
  };
  for (const Case& c : cases) {
    const Outcome outcome = train_on_damaged(c.from, c.to);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr(c.message));
  }
}

TEST(TourTrain, RefusesAFileThatIsNotThere) {
  const Outcome outcome = train({"--init", "nowhere.safetensors"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("nowhere.safetensors"), HasSubstr("can not be read")));
}

TEST(TourTrain, RefusesAnEmptyFileName) {
  const Outcome outcome = train({"--init", ""});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--init"), HasSubstr("expected a file")));
}

TEST(TourTrain, StopsWhereTheLossIsNoLongerANumber) {
  const TemporaryFolder folder;
  std::string bytes = read_file(kStart);
  for (std::size_t i = 1; i <= 4; ++i) bytes[bytes.size() - i] = '\xFF';  // the last target: NaN
  write_file(folder / "start.safetensors", bytes);
  const Outcome outcome =
      run("backprop-tour", {"train", "--init", "start.safetensors"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("train: epoch 0: found loss"), HasSubstr("expected a number")));
}

}  // namespace
}  // namespace backbeat::cli
