//! Connection budgets: what each layer may ask of the next one.
