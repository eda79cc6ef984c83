#pragma once

#include <filesystem>
#include <string>

namespace backbeat::apps {

/// Our networks, as help and errors name them: "band_chunk, ...".
std::string network_names();

/// The network that `name` means: a file, or the name of one of ours ("short_chunk") found beside
/// the programs (share/backbeat/models where installed, models/ in a build tree).
/// Throws std::runtime_error naming what was looked for.
std::filesystem::path find_network(const std::string& name);

/// The same of the networks that others have published weights of.
std::string body_network_names();
std::filesystem::path find_body_network(const std::string& name);

/// The recipe that `name` means, a file of options for backbeat-train: found as networks are, with
/// .toml. Throws std::runtime_error naming what was looked for.
std::filesystem::path find_recipe(const std::string& name);

/// The model that programs answer with where none is named: genre11.safetensors beside the
/// networks. Throws std::runtime_error naming the folders where it is not.
std::filesystem::path find_default_model();

/// The whole file as text. Throws std::runtime_error naming it.
std::string read_text(const std::filesystem::path& path);

}  // namespace backbeat::apps
