#include "apps/training/epoch_log.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <stdexcept>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/files/json_text.h"

namespace backbeat::apps {
namespace {

std::string epoch_line(const EpochRecord& r, int epochs) {
  std::string line = fmt::format("epoch {:3}/{}  train loss {:.4f} accuracy {:.3f}", r.epoch,
                                 epochs, r.train_loss, r.train_accuracy);
  if (!std::isnan(r.teacher_loss)) line += fmt::format(" teacher {:.4f}", r.teacher_loss);
  if (!std::isnan(r.valid_loss)) {
    line += fmt::format("  valid loss {:.4f} accuracy {:.3f}", r.valid_loss, r.valid_accuracy);
  }
  line += fmt::format("  lr {:.2g}  {:.1f} s  {:.1f} clips/s", r.lr, r.seconds, r.clips_per_s);
  constexpr double kWorthTelling = 0.01;
  if (r.wait_share >= kWorthTelling) {
    line += fmt::format("  {:.0f} % of it waiting for data", 100.0 * r.wait_share);
  }
  return line;
}

}  // namespace

void EpochLog::repeat(const EpochRecord& record) {
  nlohmann::ordered_json object = context_;
  object.update(nlohmann::ordered_json(to_json(record)));
  attempt(path_, [&] { add_line(object); });
}

void EpochLog::add_line(const nlohmann::ordered_json& object) {
  if (!stream_.is_open()) stream_.open(path_);
  stream_.clear();  // there may be room again
  stream_ << json_text(object) << std::endl;
  if (!stream_) throw std::runtime_error(fmt::format("{}: can not be written", path_));
}

void EpochLog::attempt(const std::string& path, const std::function<void()>& write) {
  if (path.empty()) return;
  try {
    write();
  } catch (const std::exception& error) {
    spdlog::warn("{}; the work goes on", error.what());
    const auto same = [&](const auto& failure) { return failure.first == path; };
    if (!std::ranges::any_of(outputs_.all(), same)) outputs_.add(path, error.what());
  }
}

void EpochLog::write(const EpochRecord& record, int epochs) {
  repeat(record);
  spdlog::log(level_, "{}", epoch_line(record, epochs));
}

}  // namespace backbeat::apps
