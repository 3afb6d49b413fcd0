internal import CVerifier

/// The verifier that goes with the evidence: Python's standard library and the `openssl` command, nothing of ours.
package enum IndependentVerifier {
    package static var source: String { String(cString: tocsin_verifier()) }
}
