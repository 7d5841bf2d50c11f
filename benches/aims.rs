//! What is aimed at, and whether it was met.

#[derive(Default)]
pub struct Aims(Vec<(String, f64, bool)>);

impl Aims {
    pub fn below(&mut self, what: &str, measured: f64, limit: f64) {
        self.0.push((what.to_owned(), measured, measured < limit));
    }

    pub fn at_least(&mut self, what: &str, measured: f64, limit: f64) {
        self.0.push((what.to_owned(), measured, measured >= limit));
    }

    pub fn none(&mut self, what: &str, counted: usize) {
        self.below(&format!("{what}: none"), f64::from(u32::try_from(counted).unwrap_or(u32::MAX)), 1.0);
    }

    /// Prints each; whether all are met.
    pub fn print(&self) -> bool {
        println!("\n| aim | measured | |\n| --- | ---: | --- |");
        for (what, measured, is_met) in &self.0 {
            println!("| {what} | {measured:.2} | {} |", if *is_met { "met" } else { "**MISSED**" });
        }
        self.0.iter().all(|(_, _, is_met)| *is_met)
    }
}
