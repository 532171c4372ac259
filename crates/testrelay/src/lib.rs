//! testrelay
