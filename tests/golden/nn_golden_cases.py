"""What make_nn_golden.py asks PyTorch about."""

# name, batch, network. The last node is what a case is about; where it takes several inputs, or
# its input gradient should be a sum, other nodes come before it.
LAYERS = [
    ("linear", 4, "input 5 1 1\nf linear 3"),
    ("linear_one_example", 1, "input 7 1 1\nf linear 2"),
    ("linear_no_bias", 3, "input 5 1 1\nf linear 3 no_bias"),
    ("linear_odd_sizes", 5, "input 37 1 1\nf linear 13"),
    ("linear_one_to_one", 2, "input 1 1 1\nf linear 1"),
    ("linear_several_blocks", 1, "input 515 1 1\nf linear 17"),
    ("conv_3x3", 2, "input 2 5 6\nf conv 3 3x3 pad 1"),
    ("conv_one_example_odd_sizes", 1, "input 3 7 9\nf conv 5 3x3"),
    ("conv_no_bias", 2, "input 2 5 5\nf conv 3 3x3 no_bias"),
    ("conv_1x1", 3, "input 3 4 4\nf conv 2 1x1"),
    ("conv_whole_plane", 3, "input 2 3 4\nf conv 5 3x4"),
    ("conv_stride", 2, "input 2 7 9\nf conv 2 3x3 stride 2 pad 1"),
    ("conv_stride_leaves_edge", 2, "input 2 8 10\nf conv 2 3x3 stride 3"),
    ("conv_uneven_stride_and_pad", 1, "input 1 8 7\nf conv 2 3x2 stride 3x2 pad 1x0"),
    ("conv_wide_kernel", 2, "input 1 6 9\nf conv 2 2x5 pad 0x2"),
    ("conv_tall_kernel", 2, "input 2 9 4\nf conv 3 5x1 pad 2x0 stride 1x2"),
    ("conv_dilation", 2, "input 2 8 9\nf conv 2 3x3 dilation 2 pad 2"),
    ("conv_uneven_dilation", 2, "input 2 8 9\nf conv 3 3x3 dilation 2x3 pad 2x1"),
    ("conv_groups", 2, "input 4 5 5\nf conv 6 3x3 groups 2 pad 1"),
    ("conv_groups_stride_dilation", 2,
     "input 6 9 8\nf conv 3 3x2 groups 3 stride 2x1 pad 2x1 dilation 2x1 no_bias"),
    ("conv_depthwise", 3, "input 3 5 4\nf conv 3 3x3 groups 3 pad 1"),
    ("conv_depthwise_twice_the_channels", 2, "input 3 5 4\nf conv 6 3x3 groups 3 stride 2 pad 1"),
    ("conv_many_examples", 19, "input 1 4 4\nf conv 2 3x3"),
    ("conv_pad_beyond_kernel", 2, "input 1 3 3\nf conv 2 2x2 pad 3"),
    ("conv_several_tiles", 1, "input 16 23 11\nf conv 2 7x7 pad 3 stride 2x1"),
    ("conv_sides_padded_unlike", 2, "input 2 5 6\nf conv 3 3x4 pad 0:1x2:1"),
    ("conv_stride_sides_padded_unlike", 2, "input 2 6 7\nf conv 3 3x3 stride 2 pad 0:1x1:0"),
    ("conv_long_kernel_padded_as_tensorflow", 2, "input 1 3 40\nf conv 5 1x32 pad 0x15:16"),
    ("conv_depthwise_stride", 2, "input 19 6 9\nf conv 19 3x5 groups 19 stride 2 pad 1x2 no_bias"),
    ("conv_depthwise_dilation_sides", 2,
     "input 8 7 6\nf conv 8 3x2 groups 8 dilation 2x3 pad 1:2x0:3"),
    ("relu", 3, "input 2 3 5\nf relu"),
    ("sigmoid", 3, "input 2 3 5\nf sigmoid"),
    ("silu", 3, "input 2 3 5\nf silu"),
    ("elu", 3, "input 2 3 5\nf elu"),
    ("leaky_relu", 3, "input 2 3 5\nf leaky_relu 0.2"),
    ("hard_sigmoid", 3, "input 2 3 5\na conv 4 1x1\nf hard_sigmoid"),
    ("hard_swish", 3, "input 2 3 5\na conv 4 1x1\nf hard_swish"),
    ("clip", 3, "input 2 3 5\nf clip -0.5 0.75"),
    ("scale", 2, "input 3 4 5\ng global_avg_pool\nl linear 3\nf scale from input l"),
    ("squeeze_and_excitation", 2,
     "input 3 4 5\nc conv 4 1x1\ng global_avg_pool\ns linear 2\nr relu\ne linear 4\nt sigmoid\n"
     "f scale from c t"),
    ("relu_zeros", 3, "input 2 3 5\nf relu"),
    ("max_pool", 2, "input 2 6 6\nf max_pool 2x2"),
    ("max_pool_leaves_edge", 2, "input 2 5 7\nf max_pool 2x2"),
    ("max_pool_overlapping", 2, "input 2 7 7\nf max_pool 3x3 stride 2"),
    ("max_pool_padded", 2, "input 2 6 5\nf max_pool 3x3 stride 2 pad 1"),
    ("max_pool_uneven", 1, "input 3 7 8\nf max_pool 2x4 stride 3x1 pad 1x2"),
    ("max_pool_ties", 2, "input 2 7 8\nf max_pool 3x3 stride 2 pad 1"),
    ("max_pool_sides_padded_unlike", 2, "input 2 6 5\nf max_pool 3x2 stride 2 pad 0:1x1:0"),
    ("avg_pool_sides_padded_unlike", 2, "input 2 6 5\nf avg_pool 3x2 stride 2 pad 0:1x1:0"),
    ("avg_pool", 2, "input 2 6 6\nf avg_pool 2x2"),
    ("avg_pool_leaves_edge", 2, "input 2 5 7\nf avg_pool 2x2"),
    ("avg_pool_overlapping_padded", 2, "input 2 7 6\nf avg_pool 3x3 stride 2 pad 1"),
    ("avg_pool_uneven", 1, "input 3 7 8\nf avg_pool 2x4 stride 3x1 pad 1x2"),
    ("global_max_pool", 2, "input 3 4 5\nf global_max_pool"),
    ("global_max_pool_ties", 2, "input 3 4 5\nf global_max_pool"),
    ("global_avg_pool", 2, "input 3 4 5\nf global_avg_pool"),
    ("batch_norm", 4, "input 3 4 5\nf batch_norm"),
    ("batch_norm_vector", 6, "input 5 1 1\nf batch_norm"),
    ("batch_norm_one_example", 1, "input 2 3 3\nf batch_norm"),
    ("batch_norm_far_from_zero", 4, "input 3 4 5\nf batch_norm"),
    ("batch_norm_evaluation", 3, "input 3 4 5\nf batch_norm"),
    ("batch_norm_vector_evaluation", 1, "input 5 1 1\nf batch_norm"),
    ("batch_norm_epsilon", 4, "input 3 4 5\nf batch_norm epsilon 0.001"),
    ("batch_norm_epsilon_evaluation", 3, "input 3 4 5\nf batch_norm epsilon 0.25"),
    ("batch_norm_hard_swish", 4, "input 3 4 5\nn batch_norm\nf hard_swish"),
    ("batch_norm_add_hard_swish", 4,
     "input 3 4 5\nn batch_norm\na add from n input\nf hard_swish"),
    ("dropout_evaluation", 3, "input 4 3 3\nf dropout 0.4"),
    ("flatten", 2, "input 2 3 4\nd relu\nf flatten"),
    ("flatten_then_linear", 2, "input 2 3 4\nd flatten\nf linear 3"),
    ("add", 2, "input 2 3 4\na relu\nf add from a input"),
    ("add_three", 2, "input 2 3 4\na conv 2 1x1\nb conv 2 3x3 pad 1 from input\n"
                     "f add from b a input"),
    ("add_to_itself", 2, "input 2 3 4\na relu\nf add from a a input"),
    ("concat", 2, "input 2 3 4\na conv 3 1x1\nb conv 1 3x3 pad 1 from input\n"
                  "f concat from b input a input"),
    ("concat_interleaved", 2, "input 2 3 4\na conv 2 1x1\nf concat interleaved from input a"),
]

OPTIMISERS = {
    "sgd": {"kind": "sgd", "lr": 0.1, "momentum": 0.0, "nesterov": False, "weight_decay": 0.0},
    "sgd_momentum": {"kind": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": False,
                     "weight_decay": 0.0},
    "sgd_nesterov": {"kind": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": True,
                     "weight_decay": 0.0},
    "sgd_decay": {"kind": "sgd", "lr": 0.1, "momentum": 0.0, "nesterov": False,
                  "weight_decay": 0.1},
    "sgd_all": {"kind": "sgd", "lr": 0.05, "momentum": 0.8, "nesterov": True,
                "weight_decay": 0.1},
    "adamw": {"kind": "adamw", "lr": 0.02, "weight_decay": 0.1},
    "adamw_no_decay": {"kind": "adamw", "lr": 0.02, "weight_decay": 0.0},
}

# Trained as a whole: a residual sum, grouped convolution, both poolings, two joins.
BRANCHING = """input 2 8 9
c1 conv 6 3x3 pad 1 no_bias
n1 batch_norm
r1 relu
c2 conv 6 3x3 pad 1 groups 2 no_bias
n2 batch_norm
sum add from n2 r1
r2 relu
p1 max_pool 3x3 stride 2 pad 1
c3 conv 4 1x3 pad 0x1 from p1
p2 avg_pool 3x3 stride 1 pad 1 from p1
both concat from c3 p2
r3 relu
g1 global_avg_pool from r3
g2 global_max_pool from r3
ends concat from g1 g2
out linear 4
"""
