#include "apps/training/recipe.h"

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/cli/number_checks.h"
#include "apps/cli/word_option.h"
#include "apps/training/augment_arguments.h"
#include "apps/training/head.h"

namespace backbeat::apps {
namespace {

const Words<Recipe::Optimizer> kOptimizers{{Recipe::Optimizer::kSgd, "sgd"},
                                           {Recipe::Optimizer::kAdamW, "adamw"}};
const Words<nn::Schedule::Kind> kSchedules{{nn::Schedule::Kind::kConstant, "constant"},
                                           {nn::Schedule::Kind::kStep, "step"},
                                           {nn::Schedule::Kind::kCosine, "cosine"}};
const Words<Recipe::Loss> kLosses{{Recipe::Loss::kCrossEntropy, "cross_entropy"},
                                  {Recipe::Loss::kMeanSquaredError, "mse"}};

const Words<Recipe::Optimizer>& words_of(Recipe::Optimizer) {
  return kOptimizers;
}
const Words<nn::Schedule::Kind>& words_of(nn::Schedule::Kind) {
  return kSchedules;
}
const Words<Recipe::Loss>& words_of(Recipe::Loss) {
  return kLosses;
}

/// What an option accepts; words and switches say it themselves.
CLI::Validator anything() {
  return {};
}

/// 0 to 1, or a word for either end.
CLI::Validator balance() {
  const auto check = [](std::string& value) -> std::string {
    if (value == "none") value = "0";
    if (value == "balanced") value = "1";
    if (between(0.0, 1.0)(value).empty()) return {};
    return fmt::format("found '{}', expected none, balanced or a number from 0 to 1", value);
  };
  return {check, "none, balanced or 0 to 1"};
}

/// The one list of options: visit(name, key in JSON, value, check, help). An option without a key
/// changes no result.
template <typename AnyRecipe, typename Visit>
void visit_options(AnyRecipe& r, const Visit& visit) {
  visit("--epochs", "epochs", r.epochs, positive(), "Times every clip is seen");
  visit("--batch-size", "batch_size", r.batch_size, CLI::Range(2, 4096),
        "Clips per optimiser step");
  visit("--optimizer", "optimizer", r.optimizer, anything(), "How a gradient becomes a step");
  visit("--lr", "lr", r.lr, positive(), "Learning rate [0.001 with adamw, 0.01 with sgd]");
  visit("--body-lr-factor", "body_lr_factor", r.body_lr_factor, positive(),
        "Learning rate of a body that learns, as a multiple of its head's");
  visit("--momentum", "momentum", r.momentum, between(0.0, 1.0), "Of sgd");
  visit("--nesterov", "nesterov", r.nesterov, anything(), "Nesterov's momentum, with sgd");
  visit("--weight-decay", "weight_decay", r.weight_decay, non_negative(),
        "Pull of the weights towards 0 [0.02, or what --head auto chooses]");
  visit("--schedule", "schedule", r.schedule, anything(), "How the learning rate falls");
  visit("--step-size", "step_size", r.step_size, positive(), "Epochs between the falls of 'step'");
  visit("--gamma", "gamma", r.gamma, between(0.0, 1.0), "Factor of each fall of 'step'");
  visit("--warmup-epochs", "warmup_epochs", r.warmup_epochs, non_negative(),
        "Epochs of rising learning rate first");
  visit("--loss", "loss", r.loss, anything(), "What is minimised");
  visit("--label-smoothing", "label_smoothing", r.label_smoothing, between(0.0, 0.99),
        "Share of the target spread over all classes");
  visit("--class-weights", "class_weights", r.class_weights, balance(),
        "A class of n clips weighs n^-X in the loss: 0 or 'none' by its clips alone, 1 or "
        "'balanced' as much as any other");
  visit("--group-balance", "group_balance", r.group_balance, between(0.0, 1.0),
        "A clip weighs n^-X in the loss, n the clips of its class and artist (--group): 0 all "
        "clips alike, 1 all artists alike [0.5, 0 with mse]");
  visit("--clip-norm", "clip_norm", r.clip_norm, non_negative(), "Largest gradient norm; 0: any");
  visit("--ema", "ema", r.ema, between(0.0, 0.99999),
        "Keep the weights' moving average with this decay per step; 0: keep the last weights");
  visit("--level-range", "level_range_db", r.level_range_db, between(0.0, 200.0),
        "Count dB from each window's own level, over this range below it: loudness then does not "
        "matter; 0: from full scale");
  visit("--band-mean", "band_mean_share", r.band_mean_share, between(0.0, 1.0),
        "Take this share of each mel band's own mean away in every window: a recording's "
        "equalisation then matters less; 0: nothing");
  visit("--teacher-weight", "teacher_weight", r.teacher_weight, non_negative(),
        "How much learning the teacher's answers counts beside learning the labels");
  visit("--teacher-share", "teacher_share", r.teacher_share, between(0.0, 1.0),
        "Share of each clip's target that comes from a classifier of the teacher's answers, fitted "
        "to the labels; clips without a label learn from it too");
  visit("--early-stop", "early_stop", r.early_stop, non_negative(),
        "Stop after N epochs without a better validation loss and keep the best; 0: never");
  visit("--recompute", "", r.recompute, non_negative(),
        "Save memory: keep every Nth activation and compute the others again; 0: keep all");
}

}  // namespace

void add_recipe_options(CLI::App& cli, Recipe& recipe) {
  visit_options(recipe, [&cli]<typename T>(const char* name, const char* /*key*/, T& value,
                                           const CLI::Validator& check, const char* help) {
    CLI::Option* option = nullptr;
    if constexpr (std::is_enum_v<T>) {
      option = add_word_option(cli, name, value, words_of(value), help);
    } else if constexpr (std::same_as<T, bool>) {
      option = cli.add_flag(name, value, help);
    } else {
      option = cli.add_option(name, value, help)->transform(check);  // words become numbers
    }
    option->group("Training");
  });
}

nlohmann::json to_json(const Recipe& recipe) {
  nlohmann::json json{{"seed", recipe.seed}, {"augment", to_json(recipe.augment)}};
  visit_options(recipe,
                [&json]<typename T>(const char* /*name*/, const std::string& key, const T& value,
                                    const CLI::Validator& /*check*/, const char* /*help*/) {
                  if (key.empty()) return;
                  if constexpr (std::is_enum_v<T>) {
                    json[key] = word_of(words_of(value), value);
                  } else if constexpr (!std::same_as<T, std::optional<double>>) {
                    json[key] = value;
                  }
                });
  // What these are where they are left open depends on other options.
  json["lr"] = recipe.learning_rate();
  json["weight_decay"] = recipe.decay();
  json["group_balance"] = recipe.balance();
  return json;
}

nn::Schedule make_schedule(const Recipe& r) {
  return {.kind = r.schedule,
          .base = r.learning_rate(),
          .step_epochs = r.step_size,
          .gamma = r.gamma,
          .epochs = static_cast<double>(r.epochs),
          .warmup_epochs = r.warmup_epochs};
}

namespace {

/// A body's parameters may learn at another rate than its head's.
std::vector<nn::RateRange> rates(const Recipe& r, const nn::Network& network) {
  const std::size_t head = head_offset(network);
  return {{.begin = 0, .end = head, .factor = r.body_lr_factor},
          {.begin = head, .end = network.phi_size()}};
}

}  // namespace

std::unique_ptr<nn::Optimizer> make_optimizer(const Recipe& r, const nn::Network& network) {
  if (r.optimizer == Recipe::Optimizer::kSgd) {
    return nn::make_sgd({.momentum = r.momentum, .nesterov = r.nesterov, .weight_decay = r.decay()},
                        network.phi_size(), network.parameters(), rates(r, network));
  }
  return nn::make_adamw({.weight_decay = r.decay()}, network.phi_size(), network.parameters(),
                        rates(r, network));
}

}  // namespace backbeat::apps
