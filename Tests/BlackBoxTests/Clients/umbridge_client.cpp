// Has UM-Bridge's C++ client walk every endpoint of a server with the models of examples/models.
//
// usage: umbridge_client URL

#include "umbridge.h"

#include <cmath>
#include <functional>
#include <iostream>

using Vector = std::vector<double>;

static void require(bool holds, const std::string &what) {
  if (!holds) throw std::logic_error(what);
}

static void close(const Vector &found, const Vector &wanted, const std::string &what) {
  require(found.size() == wanted.size(), what + ": wrong length");
  for (std::size_t i = 0; i < found.size(); i++) {
    double allowed = 1e-12 * std::max(1.0, std::abs(wanted[i]));
    require(std::abs(found[i] - wanted[i]) <= allowed, what + " at " + std::to_string(i) + ": " + std::to_string(found[i]));
  }
}

static void refused(const std::string &kind, const std::function<void()> &call) {
  try {
    call();
  } catch (const std::runtime_error &error) {
    return require(std::string(error.what()).find(kind) != std::string::npos, error.what());
  }
  throw std::logic_error("not refused: " + kind);
}

static void rosenbrock(const std::string &url, bool asksForSharedMemory) {
  umbridge::HTTPModel model(url, "rosenbrock", asksForSharedMemory);
  require(model.SupportsEvaluate() && model.SupportsGradient(), "support of values and gradients");
  require(model.SupportsApplyJacobian() && model.SupportsApplyHessian(), "support of products");
  require(model.GetInputSizes() == std::vector<std::size_t>{2}, "input sizes");
  require(model.GetOutputSizes() == std::vector<std::size_t>{1}, "output sizes");
  std::vector<Vector> at{{0, 1}};
  require(model.Evaluate(at) == std::vector<Vector>{{101}}, "value");
  require(model.Gradient(0, 0, at, {2}) == Vector{-4, 400}, "gradient");
  require(model.ApplyJacobian(0, 0, at, {3, 1}) == Vector{194}, "Jacobian");
  require(model.ApplyHessian(0, 0, 0, at, {2}, {1, 1}) == Vector{-796, 400}, "Hessian");
  refused("InvalidInput", [&] { model.Evaluate({{1}}); });
  refused("InvalidInput", [&] { model.Evaluate({}); });
  refused("InvalidInput", [&] { model.Gradient(1, 0, at, {1}); });
  refused("InvalidInput", [&] { model.ApplyJacobian(0, 0, at, {1}); });
  refused("InvalidInput", [&] { model.ApplyHessian(0, 0, 1, at, {1}, {1, 1}); });
  refused("InvalidOutput", [&] { model.Evaluate({{1e200, 1}}); });
}

static void decay(const std::string &url) {
  umbridge::HTTPModel model(url, "decay");
  require(model.GetInputSizes() == std::vector<std::size_t>{1, 1}, "input sizes of decay");
  require(model.GetOutputSizes() == std::vector<std::size_t>{1, 4}, "output sizes of decay");
  std::vector<Vector> at{{2}, {0}};
  auto outputs = model.Evaluate(at);
  close(outputs.at(0), {0.5 * (0.64 + 1.69 + 2.25)}, "miss");
  close(outputs.at(1), {0, 0.8, 1.3, 1.5}, "residual");
  // residual = a exp(-b t) - y: at b = 0 the derivatives by a and b are 1 and -a t, the mixed one is -t.
  close(model.Gradient(1, 0, at, {1, 2, 3, 4}), {10}, "gradient by the amplitude");
  close(model.Gradient(1, 1, at, {1, 2, 3, 4}), {-40}, "gradient by the rate");
  close(model.ApplyJacobian(1, 1, at, {0.5}), {0, -1, -2, -3}, "Jacobian by the rate");
  close(model.ApplyHessian(1, 0, 1, at, {1, 2, 3, 4}, {1}), {-20}, "mixed Hessian");
  json config;
  config["observed"] = Vector{2, 2, 2, 2};
  close(model.Evaluate(at, config).at(1), {0, 0, 0, 0}, "residual of other observations");
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  std::string url = arguments[1];
  try {
    require(umbridge::SupportedModels(url) == std::vector<std::string>{"banana", "decay", "rosenbrock"}, "models");
    rosenbrock(url, false);
    // A client that would rather share memory goes on over HTTP.
    rosenbrock(url, true);
    decay(url);
    refused("not found", [&] { umbridge::HTTPModel(url, "rosenbrok"); });
  } catch (const std::exception &error) {
    std::cerr << error.what() << std::endl;
    return 1;
  }
  std::cout << "umbridge: ok" << std::endl;
  return 0;
}
