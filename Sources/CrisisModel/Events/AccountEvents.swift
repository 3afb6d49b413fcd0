/// An account enters the register, or is registered anew with other facts.
package struct AccountRegistered: EventPayload {
    package static let kind = EventKind.accountRegistered

    package var account: AccountID = AccountID(recorded: "")
    package var network: NetworkID = NetworkID(recorded: "")
    package var handle: String = ""
    /// The line, product or region it belongs to.
    package var unit: UnitID? = nil
    /// The legal owner.
    package var owner: String? = nil
    /// Who holds the password or token.
    package var credentialHolder: String? = nil
    /// Where posts are sent, for networks of the webhook kind.
    package var endpoint: String? = nil
    /// The name of the credential, never its value.
    package var credential: String? = nil

    package init() {}

    package init(
        account: AccountID, network: NetworkID, handle: String, unit: UnitID? = nil, owner: String? = nil,
        credentialHolder: String? = nil, endpoint: String? = nil, credential: String? = nil
    ) {
        self.account = account
        self.network = network
        self.handle = handle
        self.unit = unit
        self.owner = owner
        self.credentialHolder = credentialHolder
        self.endpoint = endpoint
        self.credential = credential
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("account", &account)
        try coder.name("network", &network)
        try coder.text("handle", &handle)
        try coder.name("unit", &unit)
        try coder.text("owner", &owner)
        try coder.text("credentialHolder", &credentialHolder)
        try coder.text("endpoint", &endpoint)
        try coder.text("credential", &credential)
    }

    package var event: CrisisEvent { .accountRegistered(self) }
}

/// An account is no longer ours to post on.
package struct AccountRetired: EventPayload {
    package static let kind = EventKind.accountRetired

    package var account: AccountID = AccountID(recorded: "")
    package var reason: String? = nil

    package init() {}

    package init(account: AccountID, reason: String? = nil) {
        self.account = account
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("account", &account)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .accountRetired(self) }
}
