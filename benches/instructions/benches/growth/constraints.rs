//! Names under the constraints of one CA.

use srvname::{constraints::admit_der, name::DnsLeadingDot};
use srvname_testkit::workload::{Form, Workload, hostile};

use crate::Work;

/// As many dNSNames as bases, of which the last one alone has names inside it.
pub(crate) fn last_hit(size: usize) -> Work {
    admit(Workload::last_hit(Form::Dns, size, size))
}

/// As many dNSNames as bases, which crowd the table that they are compiled into.
pub(crate) fn crowded(size: usize) -> Work {
    admit(hostile::crowded(size, size))
}

fn admit(workload: Workload) -> Work {
    Box::new(move || {
        admit_der(&workload.constraints, &workload.names, DnsLeadingDot::default()).expect("names that are permitted");
    })
}
