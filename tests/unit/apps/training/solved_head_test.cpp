// The linear head that is solved: the least value of its loss, whatever it began with.

#include "apps/training/solved_head.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <omp.h>
#include <span>
#include <stdexcept>

#include <gtest/gtest.h>

#include "apps/training/embedding.h"
#include "apps/training/head.h"
#include "nn/softmax.h"
#include "tests/unit/apps/training/body_support.h"

namespace backbeat::apps {
namespace {

constexpr std::size_t kClasses = 3;
constexpr double kDecay = 0.1;

class SolvedHead : public testing::Test {
 protected:
  /// Clips of 1 to 5 windows of kMels numbers, whose class shows in one of them, not always.
  SolvedHead() {
    for (int i = 0; i < 30; ++i) {
      audio::Spectrogram clip = noise(1 + i % 5, static_cast<unsigned>(i), 0.0F);
      const int label = i % static_cast<int>(kClasses);
      const auto windows = static_cast<std::size_t>(clip.n_frames);
      const auto shows = std::span(clip.values).subspan(static_cast<std::size_t>(label) * windows);
      for (float& value : shows.first(windows)) value += 12.0F;
      for (float& value : clip.values) value /= 12.0F;
      clips_.spectrograms.push_back(std::move(clip));
      clips_.labels.push_back(label);
    }
    recipe_.weight_decay = kDecay;
  }

  Model head(std::uint64_t seed = 1) const {
    const nn::Network body = nn::Network::parse("input 8 1 1\nf relu output\ng linear 2\n", "body");
    Model model = new_head(with_head(body, {}, kClasses), {"a", "b", "c"});
    model.parameters = model.network.initialise(seed);
    return model;
  }
  Model solved(std::uint64_t seed = 1, const std::vector<float>& targets = {}) const {
    Model model = head(seed);
    solve_head(model, clips_, recipe_, targets);
    return model;
  }
  static std::span<const float> weights(const Model& model) {
    return model.network.parameters().at(2).of(model.parameters.phi);
  }

  LabelledFeatures clips_;
  Recipe recipe_;
};

TEST_F(SolvedHead, PullsEachWeightAsHardAsItsDecay) {
  const Model model = solved();
  const auto& slices = model.network.parameters();
  ASSERT_EQ(slices.at(2).name, "head.classes.weight");
  const auto omega = weights(model);
  const auto beta = slices.at(3).of(model.parameters.phi);
  // lambda Omega_km = 1/I sum_i 1/n_i sum_j (q_ik - p_k(x_j)) x_jm, and 0 for beta.
  std::vector<double> pull(kClasses * kMels), pull_of_bias(kClasses);
  for (std::size_t i = 0; i < clips_.labels.size(); ++i) {
    const audio::Spectrogram& clip = clips_.spectrograms[i];
    for (int j = 0; j < clip.n_frames; ++j) {
      const auto x = [&](std::size_t m) {
        // norm: running statistics 0 and 1.
        return clip
            .values[m * static_cast<std::size_t>(clip.n_frames) + static_cast<std::size_t>(j)];
      };
      std::vector<float> p(kClasses);
      for (std::size_t k = 0; k < kClasses; ++k) {
        p[k] = beta[k];
        for (std::size_t m = 0; m < kMels; ++m) p[k] += omega[k * kMels + m] * x(m);
      }
      nn::softmax(p, kClasses, p);
      for (std::size_t k = 0; k < kClasses; ++k) {
        const double q = clips_.labels[i] == static_cast<int>(k) ? 1.0 : 0.0;
        const double d = (q - static_cast<double>(p[k])) / (30.0 * clip.n_frames);
        pull_of_bias[k] += d;
        for (std::size_t m = 0; m < kMels; ++m) pull[k * kMels + m] += d * x(m);
      }
    }
  }
  double largest = 0.0;
  for (std::size_t i = 0; i < pull.size(); ++i) {
    EXPECT_NEAR(kDecay * omega[i], pull[i], 1e-3) << i;
    largest = std::max(largest, std::abs(pull[i]));
  }
  EXPECT_GT(largest, 0.01);
  for (const double d : pull_of_bias) EXPECT_NEAR(d, 0.0, 1e-3);
}

TEST_F(SolvedHead, DoesNotDependOnWhatItBeginsWithNorOnThreads) {
  const Model model = solved(1);
  EXPECT_EQ(solved(2).parameters.phi, model.parameters.phi);
  const int threads = omp_get_max_threads();
  omp_set_num_threads(3);
  EXPECT_EQ(solved(1).parameters.phi, model.parameters.phi);
  omp_set_num_threads(threads);
}

TEST_F(SolvedHead, CountsAClipOnceHoweverLongItIs) {
  const Model model = solved();
  audio::Spectrogram& clip = clips_.spectrograms[1];
  ASSERT_EQ(clip.n_frames, 2);
  audio::Spectrogram longer{clip.n_mels, 6, {}};
  for (std::size_t m = 0; m < kMels; ++m) {
    for (int times = 0; times < 3; ++times) {
      const auto row = std::span(clip.values).subspan(m * 2, 2);
      longer.values.insert(longer.values.end(), row.begin(), row.end());
    }
  }
  clip = longer;
  const Model again = solved();
  for (std::size_t i = 0; i < weights(model).size(); ++i) {
    EXPECT_NEAR(weights(again)[i], weights(model)[i], 2e-3);
  }
}

TEST_F(SolvedHead, LearnsFromTargetsWhereTheyAreGiven) {
  std::vector<float> targets(clips_.labels.size() * kClasses);
  for (std::size_t i = 0; i < clips_.labels.size(); ++i) {
    targets[i * kClasses + static_cast<std::size_t>(clips_.labels[i])] = 1.0F;
  }
  const Model model = solved();
  EXPECT_EQ(solved(1, targets).parameters.phi, model.parameters.phi);
  for (std::size_t k = 0; k < kClasses; ++k) targets[k] *= 3.0F;
  EXPECT_NE(solved(1, targets).parameters.phi, model.parameters.phi);
  recipe_.label_smoothing = 0.2;
  EXPECT_NE(solved().parameters.phi, model.parameters.phi);
  recipe_.label_smoothing = 0.0;
  clips_.labels[0] = 1;
  const Model other = solved();
  recipe_.class_weights = 1.0;
  EXPECT_NE(solved().parameters.phi, other.parameters.phi);
}

TEST_F(SolvedHead, SaysHowRightItIsOnWhatItLearntFrom) {
  Model model = head();
  const EpochRecord record = solve_head(model, clips_, recipe_);
  EXPECT_GT(record.train_accuracy, 0.5);
  EXPECT_LE(record.train_accuracy, 1.0);
  EXPECT_LT(record.train_loss, std::log(3.0));
  recipe_.weight_decay = 100.0;
  EXPECT_NEAR(solve_head(model, clips_, recipe_).train_loss, std::log(3.0), 0.1) << "none is left";
}

TEST_F(SolvedHead, RefusesWhatIsNoNumber) {
  clips_.spectrograms[7].values[0] = std::nanf("");
  EXPECT_THROW(solved(), std::runtime_error);
}

}  // namespace
}  // namespace backbeat::apps
