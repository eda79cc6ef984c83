// --model given several times.

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;

/// A folder with a second model of the band's, of another seed: "other.safetensors".
class EnsembleCli : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<TemporaryFolder>();
    const Band& band = Band::get();
    const Outcome outcome = run(
        "backbeat-train",
        with(band.train_arguments(band.music(), "other.safetensors"), {"--seed", "7", "--quiet"}),
        folder->path());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  static void TearDownTestSuite() { folder.reset(); }

  static std::string other() { return *folder / "other.safetensors"; }
  static Outcome predict(const std::vector<std::string>& models,
                         const std::vector<std::string>& more) {
    std::vector<std::string> arguments = more;
    for (const std::string& model : models) arguments.insert(arguments.end(), {"--model", model});
    return run("backbeat-predict", arguments, Band::get().music());
  }
  static std::unique_ptr<TemporaryFolder> folder;
};
std::unique_ptr<TemporaryFolder> EnsembleCli::folder;

TEST_F(EnsembleCli, PredictsTheMeanOfProbabilities) {
  const std::string a = Band::get().model();
  const std::vector<std::string> input{"house/house.00001.wav", "--format", "jsonl"};
  const auto house = [&](const std::vector<std::string>& models) {
    const Outcome outcome = predict(models, input);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out)["probabilities"]["house"].get<double>();
  };
  ASSERT_NE(house({a}), house({other()}));
  EXPECT_NEAR(house({a, other()}), 0.5 * (house({a}) + house({other()})), 2e-6);
  EXPECT_EQ(house({a, other()}), house({other(), a}));
}

TEST_F(EnsembleCli, AModelBesideItselfAnswersAsItDoesAlone) {
  const std::string a = Band::get().model();
  const std::vector<std::string> input{".", "--format", "csv", "--timeline"};
  EXPECT_EQ(predict({a, a}, input).out, predict({a}, input).out);
}

TEST_F(EnsembleCli, EvaluationAgreesWithPrediction) {
  const std::vector<std::string> models{"--model", Band::get().model(), "--model", other()};
  const Outcome evaluated =
      run("backbeat-evaluate",
          with(models, {Band::get().music(), "--cache", "none", "--csv", "r.csv"}), folder->path());
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  const Outcome predicted =
      predict({Band::get().model(), other()}, {"house/house.00000.wav", "--format", "jsonl"});
  const double house = nlohmann::json::parse(predicted.out)["probabilities"]["house"];
  const std::string csv = read_file(*folder / "r.csv");
  const std::string row = csv.substr(csv.find("house.00000.wav,house,"));
  const double last = std::stod(row.substr(row.substr(0, row.find('\n')).rfind(',') + 1));
  EXPECT_NEAR(last, 1.0 - house, 2e-6) << "the last column is waltz";
}

TEST_F(EnsembleCli, RefusesModelsOfOtherLabels) {
  const std::string odd = *folder / "odd.safetensors";
  write_file(odd, with_metadata(other(), "labels", R"(["house","polka"])"));
  for (const char* program : {"backbeat-predict", "backbeat-evaluate"}) {
    const Outcome outcome =
        run(program, {"--model", Band::get().model(), "--model", odd, "."}, Band::get().music());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err,
                HasSubstr(odd + ": labels: found house, polka, expected house, waltz"));
    EXPECT_THAT(outcome.err, HasSubstr("as in " + Band::get().model()));
  }
}

}  // namespace
}  // namespace backbeat::cli
