//! Calls `cli` and returns its exit code.

fn main() -> std::process::ExitCode {
    polcheck::cli::main()
}
