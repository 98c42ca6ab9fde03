//! The mappings under `examples/` are read as tenure reads a user's own.

use crate::checkout;

#[test]
fn every_mapping_of_the_examples_is_read_without_complaint() {
    let mut read = 0;
    for source in checkout::files("examples", &[".yaml"]) {
        if source.path.contains("/mappings/") {
            let mapping = ingest::load_mapping(&checkout::root().join(&source.path));
            assert!(mapping.is_ok(), "{}: {:?}", source.path, mapping.err());
            read += 1;
        }
    }
    assert!(read > 0, "no mapping was found under examples/");
}
