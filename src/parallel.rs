//! One loop for both builds: several threads where the command line has them, one where the library stands alone.

/// What `make` makes of each of `items`, in their order.
#[cfg(feature = "cli")]
pub(crate) fn map<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().map(make).collect()
}

/// What `make` makes of each of `items`, in their order.
#[cfg(not(feature = "cli"))]
pub(crate) fn map<T, R>(items: &[T], make: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(make).collect()
}

/// What `make` makes of each of `items`, in their order.
#[cfg(feature = "cli")]
pub(crate) fn map_each<T: Send, R: Send>(items: Vec<T>, make: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.into_par_iter().map(make).collect()
}

/// What `make` makes of each of `items`, in their order.
#[cfg(not(feature = "cli"))]
pub(crate) fn map_each<T, R>(items: Vec<T>, make: impl Fn(T) -> R) -> Vec<R> {
    items.into_iter().map(make).collect()
}

/// What both make.
#[cfg(feature = "cli")]
pub(crate) fn join<A: Send, B: Send>(left: impl FnOnce() -> A + Send, right: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(left, right)
}

/// What both make.
#[cfg(not(feature = "cli"))]
pub(crate) fn join<A, B>(left: impl FnOnce() -> A, right: impl FnOnce() -> B) -> (A, B) {
    (left(), right())
}
