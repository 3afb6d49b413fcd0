import CrisisModel
import Engine
import Glibc
import Projections
import Systemd
import VarlinkServer

/// Who may do what, who may release, who is told: the configuration in force and the passphrases.
final class AccessControl: Sendable {
    private struct InForce {
        var configuration: Configuration
        var roles: RoleTable
    }

    private let options: DaemonOptions
    private let world: World
    private let inForce: Locked<InForce>
    private let passphrases: PassphraseStore
    private let recoveryCode: PassphraseStore

    init(options: DaemonOptions, credentials: Credentials, world: World) throws(StartFailure) {
        self.options = options
        self.world = world
        let (configuration, roles) = try Self.read(options)
        inForce = Locked(InForce(configuration: configuration, roles: roles))
        passphrases = PassphraseStore(
            file: configuration.passphrases ?? options.stateDirectory + "/passphrases",
            credential: Self.credentialPath("tocsin.passphrases"), bootMicroseconds: world.bootMicroseconds
        )
        recoveryCode = PassphraseStore(
            file: options.stateDirectory + "/recovery-code", bootMicroseconds: world.bootMicroseconds
        )
    }

    private static func credentialPath(_ name: String) -> String? {
        guard let directory = getenv("CREDENTIALS_DIRECTORY") else { return nil }
        let path = String(cString: directory) + "/" + name
        return Glibc.access(path, F_OK) == 0 ? path : nil
    }

    private static func read(_ options: DaemonOptions) throws(StartFailure) -> (Configuration, RoleTable) {
        let missing: Bool
        do throws(ConfigurationError) {
            let found = try Configuration.load(file: options.configurationFile)
            missing = found == nil && options.configurationIsRequired
            let configuration = found ?? .withoutFile
            let roles = try RoleTable.resolve(
                configuration, file: options.configurationFile, ownUid: getuid())
            if !missing { return (configuration, roles) }
        } catch {
            throw StartFailure(
                .configuration, "\(error)",
                next: "correct the file, then: tocsind --check-config --config \(options.configurationFile)"
            )
        }
        throw StartFailure(
            .configuration, "there is no configuration file \(options.configurationFile)",
            next: "write it, or leave --config out"
        )
    }

    /// Reads the file again. What was in force stays when it is wrong.
    func load() throws(StartFailure) -> ConfigurationApplied {
        let (configuration, roles) = try Self.read(options)
        inForce.withLock { $0 = InForce(configuration: configuration, roles: roles) }
        passphrases.reload()
        return ConfigurationApplied(
            text: configuration.text, textHash: StateHash.sha256(Array(configuration.text.utf8)),
            releasePersons: configuration.release.persons,
            releaseWindowSeconds: configuration.release.windowSeconds,
            releaseDelaySeconds: configuration.release.delaySeconds,
            overdueGraceSeconds: configuration.overdueGraceSeconds, releasers: roles.releasers.map(\.name),
            organisation: configuration.organisation
        )
    }

    // MARK: Roles

    func permits(_ method: String, _ peer: Peer) -> Bool {
        inForce.withLock { $0.roles }.may(
            peer.userID, groups: [peer.groupID] + peer.supplementaryGroupIDs, call: method
        )
    }

    /// Anybody who works with posts and crises; reading alone is no such role.
    func hasOperatingRole(_ peer: Peer) -> Bool {
        let held = inForce.withLock { $0.roles }.roles(
            of: peer.userID, groups: [peer.groupID] + peer.supplementaryGroupIDs
        )
        return !held.isDisjoint(with: [.agent, .coordinator, .releaser, .facilitator, .administrator])
    }

    /// Handles and texts of the whole log.
    func mayReadPersonalData(_ peer: Peer) -> Bool {
        let held = inForce.withLock { $0.roles }.roles(
            of: peer.userID, groups: [peer.groupID] + peer.supplementaryGroupIDs
        )
        return !held.isDisjoint(with: [.agent, .coordinator, .facilitator, .auditor, .administrator])
    }

    func explanation(of method: String) -> String {
        let roles = Role.needed(forMethod: method).map {
            $0.map(\.rawValue).sorted().joined(separator: " or ")
        }
        return "needs the role \(roles ?? "of anybody")"
    }

    func name(of uid: UInt32) -> String { inForce.withLock { $0.roles.name(of: uid) } }

    // MARK: Release

    var releaserNames: [String] {
        let (roles, isDefault) = inForce.withLock { ($0.roles, $0.configuration.roles == nil) }
        return isDefault ? [name(of: getuid())] : roles.releasers.map(\.name)
    }

    /// Releasers who have a passphrase.
    private var ready: Int {
        let (roles, isDefault) = inForce.withLock { ($0.roles, $0.configuration.roles == nil) }
        let uids = isDefault ? [getuid()] : roles.releasers.map(\.uid)
        let withPassphrase = Set(passphrases.persons.map(\.uid))
        return Set(uids).intersection(withPassphrase).count
    }

    /// Nil when enough releasers have passphrases.
    func releaseNotPossible(_ settings: Settings) -> String? {
        let ready = ready
        let needed = Int(settings.releasePersons)
        guard ready < needed else { return nil }
        if let problem = passphrases.problem { return "RELEASE NOT POSSIBLE: \(problem)" }
        let names = releaserNames
        let who =
            names.count < needed
            ? "; the configuration names \(names.count) of \(needed) releasers"
            : " (of \(names.joined(separator: ", ")))"
        return "RELEASE NOT POSSIBLE: needs \(needed - ready) more "
            + "\(needed - ready == 1 ? "person" : "persons") with a passphrase\(who)."
    }

    func releaseNeeds(_ settings: Settings) -> String {
        if let problem = releaseNotPossible(settings) { return problem }
        let names = releaserNames.joined(separator: ", ")
        if settings.isSolo {
            return "SOLO: \(names), after \(settings.releaseDelaySeconds / 60) minutes."
        }
        return "\(settings.releasePersons) of \(names)."
    }

    /// Nil when the passphrase is right.
    func problem(withPassphrase text: String, of uid: UInt32) async -> String? {
        switch await passphrases.verify(uid: uid, passphrase: SecretBytes(text)) {
        case .accepted: nil
        case .wrong: "the passphrase is wrong"
        case .none: "\(name(of: uid)) has no passphrase yet"
        case .backedOff(let until):
            "too many tries: wait \(max(1, (until - world.bootMicroseconds() + 999_999) / 1_000_000)) seconds"
        }
    }

    /// Nil when it was set.
    func setPassphrase(of uid: UInt32, present: String?, replacement: String) async -> String? {
        do throws(PassphraseError) {
            try await passphrases.set(
                uid: uid, name: name(of: uid).replacing(" ", with: "-"),
                present: present.map { SecretBytes($0) },
                replacement: SecretBytes(replacement)
            )
            return nil
        } catch {
            return error.detail
        }
    }

    // MARK: Break-glass

    /// Two halves for two sealed envelopes; nil when there is a code already. Only its hash is kept.
    func makeRecoveryCode() async -> (first: String, second: String)? {
        guard recoveryCode.persons.isEmpty, recoveryCode.problem == nil,
            let first = RecoveryCode.half(), let second = RecoveryCode.half()
        else { return nil }
        do throws(PassphraseError) {
            try await recoveryCode.set(
                uid: 0, name: "recovery-code", present: nil,
                replacement: SecretBytes(RecoveryCode.joined(first, second))
            )
            return (first, second)
        } catch {
            return nil
        }
    }

    /// Nil when the two halves are the code. Their order does not matter to a person in a hurry.
    func problem(withRecoveryCode first: String, _ second: String) async -> String? {
        guard !recoveryCode.persons.isEmpty else { return "no recovery code has been made" }
        switch await recoveryCode.verify(uid: 0, passphrase: SecretBytes(RecoveryCode.joined(first, second)))
        {
        case .accepted: return nil
        case .backedOff: return "too many tries: wait"
        case .wrong, .none: return "these are not the two halves of the recovery code"
        }
    }

    var hasRecoveryCode: Bool { !recoveryCode.persons.isEmpty }
    var ownUid: UInt32 { getuid() }

    // MARK: The rest of the configuration

    var outsideItems: [OutsideItem] {
        inForce.withLock { $0.configuration.outsideOurReach }.map {
            OutsideItem(name: $0.name, owner: $0.owner, link: $0.link)
        }
    }

    var channels: (organisation: String?, channels: [AlertSender.Channel]) {
        let configuration = inForce.withLock { $0.configuration }
        return (
            configuration.organisation,
            configuration.alerts.map {
                AlertSender.Channel(name: $0.name, url: $0.webhook, credential: $0.credential)
            }
        )
    }

    var logKeeping: Configuration.LogKeeping { inForce.withLock { $0.configuration.log } }

    var channelCount: Int { inForce.withLock { $0.configuration.alerts.count } }

    var serverLimits: VarlinkServer.Limits {
        let own = inForce.withLock { $0.configuration.limits }
        var limits = VarlinkServer.Limits()
        limits.connectionsMax = Int(own.connections)
        limits.connectionsPerUserMax = Int(own.connectionsPerUser)
        limits.idleTimeMax = .seconds(own.idleSeconds)
        return limits
    }
}
