#pragma once

// CLI11's App without its headers, which take three seconds to compile.
namespace CLI {  // NOLINT(readability-identifier-naming): its name, not ours
class App;       // NOLINT(bugprone-forward-declaration-namespace): it is not our own App
}  // namespace CLI
