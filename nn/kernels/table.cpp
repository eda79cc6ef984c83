#include "nn/kernels/depthwise.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/norm.h"
#include "nn/kernels/product.h"
#include "nn/kernels/winograd.h"

namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

#define BACKBEAT_QUOTED(name) #name
#define BACKBEAT_NAME(name) BACKBEAT_QUOTED(name)

extern const Kernels table;
const Kernels table{.name = BACKBEAT_NAME(BACKBEAT_INSTRUCTION_SET),
                    .lanes = kLanes,
                    .panel = kPanelVectors * kLanes,
                    .product = product,
                    .outer = outer,
                    .depthwise = depthwise,
                    .depthwise_gradient = depthwise_gradient,
                    .depthwise_scatter = depthwise_scatter,
                    .winograd_input = winograd_input,
                    .winograd_output = winograd_output,
                    .winograd_gradient = winograd_gradient,
                    .pool_lines = pool_lines,
                    .moments = moments,
                    .norm = norm,
                    .norm_sums = norm_sums,
                    .norm_backward = norm_backward};

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
