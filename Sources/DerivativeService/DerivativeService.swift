// DerivativeService
