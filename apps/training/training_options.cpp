#include "apps/training/training_options.h"

#include "apps/cli/number_checks.h"
#include "apps/training/augment_arguments.h"

namespace backbeat::apps {

void add_training_options(CLI::App& cli, TrainingOptions& o) {
  const char* group = "Training";
  cli.add_option("--epochs", o.epochs, "Times every clip is seen")->check(positive())->group(group);
  cli.add_option("--batch-size", o.batch_size, "Clips an optimiser step")
      ->check(CLI::Range(2, 4096))
      ->group(group);
  cli.add_option("--optimizer", o.optimizer, "How a gradient becomes a step")
      ->check(CLI::IsMember({"sgd", "adamw"}))
      ->group(group);
  cli.add_option("--lr", o.lr, "Learning rate [0.001 with adamw, 0.01 with sgd]")
      ->check(positive())
      ->group(group);
  cli.add_option("--momentum", o.momentum, "Of sgd")->check(CLI::Range(0.0, 1.0))->group(group);
  cli.add_flag("--nesterov", o.nesterov, "Nesterov's momentum, with sgd")->group(group);
  cli.add_option("--weight-decay", o.weight_decay, "Pull of the weights towards 0")
      ->check(non_negative())
      ->group(group);
  cli.add_option("--schedule", o.schedule, "How the learning rate falls")
      ->check(CLI::IsMember({"constant", "step", "cosine"}))
      ->group(group);
  cli.add_option("--step-size", o.step_size, "Epochs between the falls of 'step'")
      ->check(positive())
      ->group(group);
  cli.add_option("--gamma", o.gamma, "Factor of each fall of 'step'")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
  cli.add_option("--warmup-epochs", o.warmup_epochs, "Epochs of rising learning rate first")
      ->check(non_negative())
      ->group(group);
  cli.add_option("--loss", o.loss, "What is minimised")
      ->check(CLI::IsMember({"cross_entropy", "mse"}))
      ->group(group);
  cli.add_option("--label-smoothing", o.label_smoothing,
                 "Share of the target spread over all classes")
      ->check(CLI::Range(0.0, 0.99))
      ->group(group);
  cli.add_option("--class-weights", o.class_weights,
                 "balanced: rare classes count as much as others")
      ->check(CLI::IsMember({"balanced", "none"}))
      ->group(group);
  cli.add_option("--group-balance", o.group_balance,
                 "A clip weighs n^-X in the loss, n the clips of its class and artist (--group): 0 "
                 "all clips alike, 1 all artists alike [0.5, 0 with mse]")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
  cli.add_option("--clip-norm", o.clip_norm, "Largest gradient norm; 0: any")
      ->check(non_negative())
      ->group(group);
  cli.add_option(
         "--ema", o.ema,
         "Keep the weights' moving average with this decay a step; 0: keep the last weights")
      ->check(CLI::Range(0.0, 0.99999))
      ->group(group);
  cli.add_option("--level-range", o.level_range_db,
                 "Count dB from each window's own level, over this range below it: loudness then "
                 "does not matter; 0: from full scale")
      ->check(CLI::Range(0.0, 200.0))
      ->group(group);
  cli.add_option("--band-mean", o.band_mean_share,
                 "Take this share of each mel band's own mean away in every window: a recording's "
                 "equalisation then matters less; 0: nothing")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
  cli.add_option("--teacher-weight", o.teacher_weight,
                 "How much learning the teacher's answers counts beside learning the labels")
      ->check(non_negative())
      ->group(group);
  cli.add_option("--early-stop", o.early_stop,
                 "Stop after N epochs without a better validation loss and keep the best; 0: never")
      ->check(non_negative())
      ->group(group);
  cli.add_option("--recompute", o.recompute,
                 "Save memory: keep every Nth activation and compute the others again; 0: keep all")
      ->check(non_negative())
      ->group(group);
}

nlohmann::json to_json(const TrainingOptions& o) {
  return {{"epochs", o.epochs},
          {"batch_size", o.batch_size},
          {"optimizer", o.optimizer},
          {"lr", o.learning_rate()},
          {"momentum", o.momentum},
          {"nesterov", o.nesterov},
          {"weight_decay", o.weight_decay},
          {"schedule", o.schedule},
          {"step_size", o.step_size},
          {"gamma", o.gamma},
          {"warmup_epochs", o.warmup_epochs},
          {"loss", o.loss},
          {"label_smoothing", o.label_smoothing},
          {"class_weights", o.class_weights},
          {"group_balance", o.balance()},
          {"clip_norm", o.clip_norm},
          {"ema", o.ema},
          {"teacher_weight", o.teacher_weight},
          {"early_stop", o.early_stop},
          {"level_range_db", o.level_range_db},
          {"band_mean_share", o.band_mean_share},
          {"seed", o.seed},
          {"augment", to_json(o.augment)}};
}

nn::Schedule make_schedule(const TrainingOptions& o) {
  using Kind = nn::Schedule::Kind;
  return {.kind = o.schedule == "step"     ? Kind::kStep
                  : o.schedule == "cosine" ? Kind::kCosine
                                           : Kind::kConstant,
          .base = o.learning_rate(),
          .step_epochs = o.step_size,
          .gamma = o.gamma,
          .epochs = static_cast<double>(o.epochs),
          .warmup_epochs = o.warmup_epochs};
}

std::unique_ptr<nn::Optimizer> make_optimizer(const TrainingOptions& o,
                                              const nn::Network& network) {
  if (o.optimizer == "sgd") {
    return nn::make_sgd(
        {.momentum = o.momentum, .nesterov = o.nesterov, .weight_decay = o.weight_decay},
        network.phi_size(), network.parameters());
  }
  return nn::make_adamw({.weight_decay = o.weight_decay}, network.phi_size(), network.parameters());
}

}  // namespace backbeat::apps
