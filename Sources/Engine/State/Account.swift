package import CrisisModel

/// An account in the register.
package struct Account: CanonicalState {
    package var registration: AccountRegistered
    package var retired = false

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try registration.visit(&coder)
        try coder.flag("retired", &retired)
    }
}
