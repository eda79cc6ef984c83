#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "datasets/dataset.h"
#include "datasets/features/cache_files.h"
#include "datasets/features/extract.h"

// One entry of the feature cache: what it is called and how it is laid out.
//
//     Header | n_mels * n_frames float32 values | XXH3-64 of all before it
//
// in this machine's byte order: a cache is not carried to another one.
namespace backbeat::datasets {

/// Nothing where the clip's file can not be asked for its size and time: it will not decode either.
std::optional<CacheKey> cache_key(const Clip& clip, const ExtractOptions& options);

std::string encode_entry(const CacheKey& key, const Features& features);

/// Nothing where `bytes` is no whole, undamaged entry for `key`.
std::optional<Features> decode_entry(const CacheKey& key, std::string_view bytes);

/// The entry at `path`; nothing where there is none that is whole and undamaged.
std::optional<Features> find_entry(const std::filesystem::path& path, const CacheKey& key);

/// Writes it there if it can: whoever has the features needs no entry.
void keep_entry(const std::filesystem::path& path, const CacheKey& key, const Features& features);

}  // namespace backbeat::datasets
