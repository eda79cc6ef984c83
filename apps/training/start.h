#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/model/body.h"
#include "apps/model/model.h"
#include "apps/training/head.h"
#include "apps/training/known_embeddings.h"

namespace backbeat::apps {

/// Which part of a body learns too, and when.
struct Thawing {
  std::string until;  ///< what comes after this node; "": all of it
  int after = 0;      ///< epochs in which the body stays as it is
};

/// What a training begins with: a network's text, a model that is trained further, or a body that
/// others trained.
struct Start {
  std::string net = "short_chunk";     ///< a file, or the name of one of ours
  std::string init;                    ///< file of `model`
  std::shared_ptr<const Model> model;  ///< trained further instead of `net`; null: none
  bool keeps_labels = false;           ///< those of `model`, beside the dataset's
  std::string body_file;
  std::shared_ptr<const Body> body;             ///< gets a head, instead of `net`; null: none
  std::shared_ptr<KnownEmbeddings> embeddings;  ///< of `body`
  bool head_only = false;          ///< the model file is to name `body` and not to hold it
  std::optional<Thawing> thawing;  ///< of `body`; unset: it never learns
  std::optional<Head> head;        ///< on `body`; unset: choose_head() says it
};

/// What the model of a training is to tell apart, where a dataset has `labels`, sorted.
std::vector<std::string> labels_of(const Start& start, const std::vector<std::string>& labels);

/// The network that a training begins with, one output per label; with a linear head where that is
/// still to be chosen. Throws nn::ShapeError where it
/// does not fit the front end or the labels, std::runtime_error where it is not found.
nn::Network read_network(const Start& start, const audio::FeatureSettings& features,
                         const std::vector<std::string>& labels);

}  // namespace backbeat::apps
