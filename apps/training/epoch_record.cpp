#include "apps/training/epoch_record.h"

#include <nlohmann/json.hpp>

namespace backbeat::apps {

nlohmann::json to_json(const EpochRecord& r) {
  // JSON has no NaN: where there was no validation, or no teacher, the value is null.
  return {{"epoch", r.epoch},
          {"train_loss", r.train_loss},
          {"train_accuracy", r.train_accuracy},
          {"teacher_loss", r.teacher_loss},
          {"valid_loss", r.valid_loss},
          {"valid_accuracy", r.valid_accuracy},
          {"lr", r.lr},
          {"seconds", r.seconds},
          {"wait_share", r.wait_share},
          {"clips_per_s", r.clips_per_s}};
}

EpochRecord epoch_record_from_json(const nlohmann::json& json) {
  const auto number = [&](const char* key) {
    const nlohmann::json& value = json.at(key);
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
  };
  return {.epoch = json.at("epoch").get<int>(),
          .train_loss = number("train_loss"),
          .train_accuracy = number("train_accuracy"),
          .teacher_loss = number("teacher_loss"),
          .valid_loss = number("valid_loss"),
          .valid_accuracy = number("valid_accuracy"),
          .lr = number("lr"),
          .seconds = number("seconds"),
          .wait_share = number("wait_share"),
          .clips_per_s = number("clips_per_s")};
}

}  // namespace backbeat::apps
