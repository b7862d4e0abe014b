//! The network diagnosis (ネットワーク診断): choose, try six ports, keep the result as proof.
//!
//! This is the one place where the program itself connects to other machines. What bounds it:
//! [`tate_domain::netcheck::admit`] decides over addresses resolved once; six fixed ports and nothing
//! sent; [`scan::PER_SECOND`] attempts for the whole process; one run at a time and
//! [`MOST_AN_HOUR`] an hour for an organization, counted from its log (docs/adr/0014).

mod candidates;
mod files;
mod place;
mod progress;
mod review;
mod run;
mod scan;
#[cfg(test)]
mod tests;
mod view;

pub use candidates::{Confirmation, Wanted};
pub use progress::Progress;
pub use run::{LONGEST_RUN, MOST_AN_HOUR};
pub use view::{Choice, Diagnosis, NetcheckPage, NetcheckState};
