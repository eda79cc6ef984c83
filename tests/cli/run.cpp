#include "tests/cli/run.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include <sys/resource.h>
#include <sys/wait.h>

namespace backbeat::cli {
namespace fs = std::filesystem;

Running::Running(const std::string& program, const std::vector<std::string>& arguments,
                 const fs::path& folder, const std::string& input) {
  write_file(streams_ / "in", input);
  const std::string in = streams_ / "in";
  const std::string out = streams_ / "out";
  const std::string err = streams_ / "err";

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);

  std::vector<std::string> words{fs::path(BACKBEAT_BIN_DIR) / program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const int error = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("can not start " + words[0]);
}

std::string Running::err() const {
  return read_file(streams_ / "err");
}

void Running::signal_after(const std::string& text, int signal) const {
  while (err().find(text) == std::string::npos) {
    siginfo_t ended{};  // WNOWAIT: wait() is still to be told
    waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid == pid_ && err().find(text) == std::string::npos) {
      throw std::runtime_error("it ended before it said \"" + text + "\":\n" + err());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(pid_, signal);
}

Outcome Running::wait() {
  int status = 0;
  rusage usage{};
  wait4(pid_, &status, 0, &usage);
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = read_file(streams_ / "out"),
          .err = err(),
          .peak_memory_kib = usage.ru_maxrss};
}

Outcome run(const std::string& program, const std::vector<std::string>& arguments,
            const fs::path& folder, const std::string& input) {
  return Running(program, arguments, folder, input).wait();
}

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace backbeat::cli
