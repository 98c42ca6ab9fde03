//! Small symmetric matrices: what a second derivative is, and its inverse a covariance.

/// A symmetric matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric {
    size: usize,
    cells: Vec<f64>,
}

/// The lower triangle `L` of a positive definite matrix `L Lᵀ`.
pub struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Symmetric {
    /// The matrix of nothing but zeros.
    pub fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    /// Sets a cell and its mirror.
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] = value;
        self.cells[column * self.size + row] = value;
    }

    /// Adds `weight · v vᵀ`.
    pub fn add_outer(&mut self, v: &[f64], weight: f64) {
        // Words made features are mostly zeros.
        for (row, a) in v.iter().enumerate().filter(|(_, a)| **a != 0.0) {
            let scaled = weight * a;
            for (cell, b) in self.cells[row * self.size..].iter_mut().zip(v) {
                *cell += scaled * b;
            }
        }
    }

    /// The matrix times a number.
    pub fn times(mut self, factor: f64) -> Self {
        self.cells.iter_mut().for_each(|cell| *cell *= factor);
        self
    }

    /// `vᵀ M v`.
    pub fn form(&self, v: &[f64]) -> f64 {
        let row_times = |row: usize| -> f64 { v.iter().enumerate().map(|(column, b)| self.get(row, column) * b).sum() };
        v.iter().enumerate().map(|(row, a)| a * row_times(row)).sum()
    }

    /// `None` where the matrix is not positive definite beyond rounding.
    ///
    /// Source: Golub and Van Loan (2013), Matrix Computations, fourth edition, algorithm 4.2.1.
    pub fn cholesky(&self) -> Option<Cholesky> {
        let size = self.size;
        let mut lower = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let dot: f64 = (0..column).map(|k| lower[row * size + k] * lower[column * size + k]).sum();
                let rest = self.get(row, column) - dot;
                if row == column {
                    // What is left of the diagonal after it was all but used up is rounding.
                    if !(rest > self.get(row, row).abs() * 1e-13 && rest.is_finite()) {
                        return None;
                    }
                    lower[row * size + row] = rest.sqrt();
                } else {
                    lower[row * size + column] = rest / lower[column * size + column];
                }
            }
        }
        Some(Cholesky { size, lower })
    }

    /// `None` where the matrix is not positive definite.
    pub fn inverse(&self) -> Option<Self> {
        let factor = self.cholesky()?;
        let mut inverse = Self::zero(self.size);
        for column in 0..self.size {
            let unit: Vec<f64> = (0..self.size).map(|row| if row == column { 1.0 } else { 0.0 }).collect();
            for (row, value) in factor.solve(&unit).into_iter().enumerate() {
                inverse.set(row, column, value);
            }
        }
        Some(inverse)
    }
}

impl Cholesky {
    /// The `x` with `L Lᵀ x = right`.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let at = |row: usize, column: usize| self.lower[row * self.size + column];
        let mut x = right.to_vec();
        for row in 0..self.size {
            let dot: f64 = (0..row).map(|k| at(row, k) * x[k]).sum();
            x[row] = (x[row] - dot) / at(row, row);
        }
        for row in (0..self.size).rev() {
            let dot: f64 = (row + 1..self.size).map(|k| at(k, row) * x[k]).sum();
            x[row] = (x[row] - dot) / at(row, row);
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[[4, 2], [2, 3]]` has the determinant 8 and the inverse `[[3, -2], [-2, 4]] / 8`.
    #[test]
    fn the_inverse_of_two_by_two_by_hand() {
        let mut matrix = Symmetric::zero(2);
        matrix.set(0, 0, 4.0);
        matrix.set(0, 1, 2.0);
        matrix.set(1, 1, 3.0);
        let inverse = matrix.inverse().unwrap();
        for (row, column, expected) in [(0, 0, 0.375), (0, 1, -0.25), (1, 0, -0.25), (1, 1, 0.5)] {
            assert!((inverse.get(row, column) - expected).abs() < 1e-15);
        }
        assert_eq!(matrix.form(&[1.0, -1.0]), 3.0);
    }

    #[test]
    fn a_singular_matrix_has_no_factor() {
        let mut matrix = Symmetric::zero(2);
        for (row, column, value) in [(0, 0, 0.1), (0, 1, 0.3), (1, 1, 0.9)] {
            matrix.set(row, column, value);
        }
        assert!(matrix.cholesky().is_none());
        matrix.set(1, 1, f64::NAN);
        assert!(matrix.cholesky().is_none());
    }
}
