#include "apps/training/epoch_record.h"

#include <nlohmann/json.hpp>

#include "nn/files/whole_number.h"

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
  return {.epoch = nn::whole_number(json.at("epoch"), "epoch"),
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

nlohmann::json to_json(const EpochSums& s) {
  return {{"loss", s.loss},         {"right", s.right},
          {"labelled", s.labelled}, {"teacher_loss", s.teacher_loss},
          {"clips", s.clips},       {"seconds", s.seconds},
          {"waited_s", s.waited_s}};
}

EpochSums epoch_sums_from_json(const nlohmann::json& json) {
  const auto count = [&](const char* key) { return nn::whole_number(json.at(key), key); };
  EpochSums sums;
  json.at("loss").get_to(sums.loss);
  sums.right = count("right");
  sums.labelled = static_cast<std::size_t>(count("labelled"));
  json.at("teacher_loss").get_to(sums.teacher_loss);
  sums.clips = static_cast<std::size_t>(count("clips"));
  json.at("seconds").get_to(sums.seconds);
  json.at("waited_s").get_to(sums.waited_s);
  return sums;
}

}  // namespace backbeat::apps
