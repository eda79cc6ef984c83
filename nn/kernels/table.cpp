#include "nn/kernels/kernels.h"
#include "nn/kernels/norm.h"
#include "nn/kernels/product.h"

namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

#define BACKBEAT_QUOTED(name) #name
#define BACKBEAT_NAME(name) BACKBEAT_QUOTED(name)

extern const Kernels table;
const Kernels table{.name = BACKBEAT_NAME(BACKBEAT_INSTRUCTION_SET),
                    .lanes = kLanes,
                    .panel = kPanelVectors * kLanes,
                    .product = product,
                    .outer = outer,
                    .moments = moments,
                    .norm = norm,
                    .norm_sums = norm_sums,
                    .norm_backward = norm_backward};

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
