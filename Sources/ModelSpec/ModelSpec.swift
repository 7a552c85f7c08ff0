// ModelSpec
