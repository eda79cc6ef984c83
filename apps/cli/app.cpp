#include "apps/cli/app.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <new>
#include <omp.h>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "apps/cli/interrupt.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/progress.h"
#include "apps/cli/thread_count.h"
#include "apps/cli/version.h"
#include "apps/cli/wait_policy.h"
#include "apps/files/printable.h"
#include "nn/buffer.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace backbeat::apps {
namespace {

// Memory that is freed and taken again clip by clip and batch by batch would go back to the system
// each time, which hands out its pages one fault at a time, zeroed.
void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kLargestThreshold = 32 << 20;  // that glibc takes for M_MMAP_THRESHOLD
  mallopt(M_MMAP_THRESHOLD, kLargestThreshold);
  mallopt(M_TRIM_THRESHOLD, 8 * kLargestThreshold);
#endif
}

/// CLI11 marks a switch that turns something off as --no-x{false}.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    static const std::string kMark = "{false}";
    std::string name = CLI::Formatter::make_option_name(option, is_positional);
    for (auto at = name.find(kMark); at != std::string::npos; at = name.find(kMark)) {
      name.erase(at, kMark.size());
    }
    return name;
  }
};

/// The message of a log line, which may name what a stranger has named.
class PrintableMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& line) override {
    const std::string text = printable_lines({message.payload.data(), message.payload.size()});
    line.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<PrintableMessage>();
  }
};

}  // namespace

App::App(const std::string& name, const std::string& description) : cli_(description, name) {
  cli_.option_defaults()->always_capture_default();
  cli_.set_version_flag("--version", std::string(kVersion));
  cli_.formatter(std::make_shared<HelpFormatter>());
  cli_.get_formatter()->column_width(34);
  cli_.add_option("--threads", shared_.threads,
                  "Threads; 0: as many as cores, OMP_NUM_THREADS and CPU quota allow")
      ->check(CLI::Range(0, 1024))
      ->group("Shared options");
  cli_.add_option("--max-memory", shared_.max_memory_gib,
                  "GiB that networks may take; 0: half of the machine's")
      ->check(non_negative())
      ->group("Shared options");
  cli_.add_option("--seed", shared_.seed, "Seed of every random choice")
      ->check(whole_64_bits())
      ->group("Shared options");
  cli_.add_flag("--quiet", shared_.quiet, "Print results, warnings and errors only")
      ->group("Shared options");
  cli_.add_option("--log-level", shared_.log_level, "What goes to standard error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->group("Shared options");
  cli_.add_flag("--no-progress", shared_.no_progress, "No progress line, even on a terminal")
      ->group("Shared options");
}

void App::set_up(char** argv) const {
  const int threads = shared_.threads > 0 ? shared_.threads : default_threads();
  if (threads > 1) sleep_while_waiting(argv);
  omp_set_num_threads(threads);
  if (shared_.max_memory_gib > 0.0) {
    nn::set_memory_limit(
        static_cast<std::size_t>(std::min(shared_.max_memory_gib, 0x1p33) * 0x1p30));
  }
  keep_freed_memory();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its own, with a name
  const bool no_colour = std::getenv("NO_COLOR") != nullptr;
  auto logger = spdlog::stderr_color_st(
      "backbeat", no_colour ? spdlog::color_mode::never : spdlog::color_mode::automatic);
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<PrintableMessage>('*').set_pattern("%^%l%$: %*");
  logger->set_formatter(std::move(formatter));
  const auto level = spdlog::level::from_str(shared_.log_level);
  logger->set_level(shared_.quiet ? std::max(level, spdlog::level::warn) : level);
  spdlog::set_default_logger(std::move(logger));
  Progress::enable(!shared_.quiet && !shared_.no_progress);
}

int App::run(int argc, char** argv, const std::function<int()>& body) {
  try {
    cli_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream message;
    const int code = cli_.exit(error, std::cout, message);
    std::cerr << printable_lines(message.str());
    return code == 0 ? kDone : kFatal;
  }
  try {
    set_up(argv);
    const int code = body();
    std::cout.flush();
    if (!std::cout) throw std::runtime_error("standard output can not be written");
    return code;
  } catch (const Interrupted& interrupted) {
    std::cerr << cli_.get_name() << ": " << interrupted.what() << '\n';
    end_by_signal();
  } catch (const std::bad_alloc&) {
    std::cerr << cli_.get_name()
              << ": error: memory: found too little, expected more, or smaller "
                 "inputs, networks or batches\n";
    return kFatal;
  } catch (const std::exception& error) {
    std::cerr << cli_.get_name() << ": error: " << printable_lines(error.what()) << '\n';
    return kFatal;
  }
}

}  // namespace backbeat::apps
