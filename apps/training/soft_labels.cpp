#include "apps/training/soft_labels.h"

#include <algorithm>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "nn/graph/network.h"
#include "nn/graph/workspace.h"
#include "nn/softmax.h"
#include "nn/training/loss.h"
#include "nn/training/optimizer.h"

namespace backbeat::apps {
namespace {

// The loss is convex: what counts is that the steps are enough. Penalty and share were chosen on
// collections left out (models/RESULTS.md, "Sources left out").
constexpr int kSteps = 1000;
constexpr double kLearningRate = 0.05;
constexpr double kWeightDecay = 0.02;
constexpr float kOpinion = 1.0F / 3.0F;

using OfClips = datasets::TeacherTargets::OfPart;

float sum_of(std::span<const float> row) {
  return std::accumulate(row.begin(), row.end(), 0.0F);
}

/// What the classifier is fitted to.
std::vector<float> fitted_targets(const TeacherSays& teacher, std::span<const float> targets,
                                  std::size_t classes) {
  std::vector<float> fitted(targets.size());
  for (std::size_t i = 0; i * classes < targets.size(); ++i) {
    if (teacher.answers.weights[i] == 0.0F) continue;
    const auto q = targets.subspan(i * classes, classes);
    const float opinion = teacher.opinions.weights[i] * kOpinion;
    const float weight = sum_of(q);
    for (std::size_t k = 0; k < classes; ++k) {
      const std::size_t ik = i * classes + k;
      fitted[ik] = (1.0F - opinion) * q[k] + opinion * weight * teacher.opinions.values[ik];
    }
  }
  return fitted;
}

/// Fits softmax(Omega a + beta) to the targets. Returns what it then says of every clip.
std::vector<float> classify(const OfClips& answers, std::span<const float> targets,
                            std::size_t classes) {
  const auto clips = static_cast<int>(answers.weights.size());
  const nn::Network network =
      nn::Network::parse(fmt::format("answers input {} 1 1\nclass linear {}\n",
                                     answers.values.size() / answers.weights.size(), classes),
                         "classifier");
  nn::Parameters parameters = network.initialise(0);
  std::ranges::fill(parameters.phi, 0.0F);
  nn::Workspace workspace(network, {.max_batch = clips, .backward = true});
  nn::Buffer d_phi(network.phi_size());
  const auto optimizer = nn::make_sgd({.momentum = 0.9, .weight_decay = kWeightDecay},
                                      network.phi_size(), network.parameters());
  const auto logits = [&] {
    return network.forward(parameters, workspace, answers.values, clips, nn::Mode::kTrain);
  };
  for (int step = 0; step < kSteps; ++step) {
    const auto f = logits();
    nn::CrossEntropy{}(f, targets, static_cast<int>(classes), workspace.output_gradient());
    std::ranges::fill(d_phi, 0.0F);
    network.backward(parameters, workspace, d_phi);
    optimizer->step(parameters.phi, d_phi, kLearningRate);
  }
  std::vector<float> p(targets.size());
  nn::softmax(logits(), static_cast<int>(classes), p);
  return p;
}

}  // namespace

void share_targets(const TeacherSays& teacher, double share, std::size_t classes,
                   std::vector<float>& targets) {
  const std::vector<float> p =
      classify(teacher.answers, fitted_targets(teacher, targets, classes), classes);
  const auto s = static_cast<float>(share);
  for (std::size_t i = 0; i * classes < targets.size(); ++i) {
    if (teacher.answers.weights[i] == 0.0F) continue;
    const auto q = std::span(targets).subspan(i * classes, classes);
    const float labelled = sum_of(q);
    const float weight = labelled > 0.0F ? labelled : 1.0F;
    for (std::size_t k = 0; k < classes; ++k) {
      q[k] = (1.0F - s) * q[k] + s * weight * p[i * classes + k];
    }
  }
}

}  // namespace backbeat::apps
