{
  'targets': [
    {
      'target_name': 'sha1_collision',
      'sources': ['addon.c', 'sha1_collision.c'],
      'cflags': ['-std=gnu11', '-O3', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden'],
      # The vector type is GCC's and Clang's.
      'msbuild_toolset': 'ClangCL',
    }
  ]
}
