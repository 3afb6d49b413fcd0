package import CrisisModel

/// An account in the register.
package struct Account: CanonicalState {
    package var registration: AccountRegistered
    package var retired = false

    package static var blank: Account { Account(registration: AccountRegistered()) }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.nested("registration", &registration)
        try coder.flag("retired", &retired)
    }
}
