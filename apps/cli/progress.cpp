#include "apps/cli/progress.h"

#include <cmath>
#include <cstdio>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "apps/cli/interrupt.h"

namespace backbeat::apps {
namespace {

constexpr std::chrono::milliseconds kBetweenUpdates{100};

bool progress_allowed = false;

std::string clock_text(double seconds) {
  const auto whole = std::llround(seconds);
  if (whole >= 3600)
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string progress_text(const std::string& what, std::size_t done, std::size_t total,
                          double elapsed_s) {
  const double rate = elapsed_s > 0.0 ? static_cast<double>(done) / elapsed_s : 0.0;
  std::string text = fmt::format(
      "{}  {}/{}  {:.0f}%", what, done, total,
      total > 0 ? 100.0 * static_cast<double>(done) / static_cast<double>(total) : 100.0);
  if (rate > 0.0) {
    text += fmt::format("  {:.1f}/s  {} left", rate,
                        clock_text(static_cast<double>(total - done) / rate));
  }
  return text;
}

void Progress::enable(bool allowed) {
  progress_allowed = allowed;
}

Progress::Progress(std::string what, std::size_t total)
    : shown_(progress_allowed && isatty(STDERR_FILENO) == 1),
      what_(std::move(what)),
      total_(total),
      begin_(Clock::now()) {}

Progress::~Progress() {
  clear();
}

void Progress::update(std::size_t done) {
  stop_if_asked();
  const Clock::time_point now = Clock::now();
  // A line that had to make room comes back at once.
  const Clock::time_point since = on_screen_ ? last_ : begin_;
  if (!shown_ || (now - since < kBetweenUpdates && done < total_)) return;
  last_ = now;
  const double elapsed_s = std::chrono::duration<double>(now - begin_).count();
  std::fprintf(stderr, "\r\x1b[K%s", progress_text(what_, done, total_, elapsed_s).c_str());
  std::fflush(stderr);
  on_screen_ = true;
}

void Progress::clear() {
  if (!on_screen_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  on_screen_ = false;
}

}  // namespace backbeat::apps
