#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace backbeat::apps {

/// Writes to a temporary name beside `path` and renames it, so that nobody ever finds half a file;
/// of a symbolic link, the file that it leads to is replaced. What can not be replaced by a file (a
/// pipe, a device) is written in place. Throws std::runtime_error naming the path; what was there
/// before is then untouched.
void write_atomically(const std::filesystem::path& path,
                      const std::function<void(std::ostream&)>& write);
void write_atomically(const std::filesystem::path& path, std::string_view bytes);

/// The same with a JSON document, indented; bytes that are not UTF-8 are replaced.
void write_json(const std::filesystem::path& path, const nlohmann::ordered_json& json);

/// Throws std::runtime_error where `path` could not be written, now and not after hours of work:
/// its folder is missing or closed, or it is a folder itself. An empty path is no output, and
/// passes.
void require_writable(const std::filesystem::path& path);

/// Makes a folder, and those that it is in, where there is none. Throws std::runtime_error naming it
/// where that fails, or where nothing can be written into it.
void make_folder(const std::filesystem::path& path);

}  // namespace backbeat::apps
