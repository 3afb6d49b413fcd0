import ControlInterface
import CrisisModel
import Varlink
import Detection
import Engine
import Networks
import VarlinkServer

/// `org.tocsin.Account`, `org.tocsin.Rule`, `org.tocsin.Task` and `org.tocsin.Alert`.
extension ControlService {
    func accountHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(AccountInterface.Register.self) { [self] context, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    if realm.isLive { try checkLiveAccount(call) }
                    try await submit(
                        .registerAccount(
                            AccountRegistered(
                                account: try name("account", call.account),
                                network: try name("network", call.network),
                                handle: call.handle, unit: try name("unit", call.unit),
                                owner: try note("owner", call.owner),
                                credentialHolder: try note("credentialHolder", call.credentialHolder),
                                endpoint: call.endpoint, credential: call.credential
                            )
                        ), context, realm: realm
                    )
                    return .init()
                },
                method(AccountInterface.List.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    return .init(
                        accounts: published.read { state in
                            state.realms[realm].map(Self.describeAccounts) ?? []
                        }
                    )
                },
                method(AccountInterface.Retire.self) { [self] context, call throws(MethodError) in
                    try await submit(
                        .retireAccount(
                            try name("account", call.account), reason: try note("reason", call.reason)),
                        context, realm: try realm(call.drill)
                    )
                    return .init()
                },
            ]
        )
    }

    private func checkLiveAccount(_ call: AccountInterface.Register.Parameters) throws(MethodError) {
        let network = NetworkID(recorded: call.network)
        guard let adapter = KnownNetworks.adapter(for: network) else {
            throw refused(
                code: "unknown-network", "network: \(KnownNetworks.problem(with: network) ?? "")", next: nil)
        }
        if let problem = adapter.problem(endpoint: call.endpoint, credential: call.credential) {
            throw refused(code: "bad-endpoint", "endpoint: \(problem)", next: nil)
        }
        guard let endpoint = call.endpoint else { return }
        if let problem = AddressRule.problem(with: endpoint) {
            throw refused(
                code: "bad-endpoint", "endpoint: \(problem)",
                next: "put the secret in a credential, name it with --credential")
        }
    }

    private static func describeAccounts(_ realm: RealmState) -> [AccountInterface.Account] {
        var scheduled: [AccountID: Int64] = [:]
        var held: [AccountID: Int64] = [:]
        for post in realm.posts.open.values {
            if post.state == .scheduled { scheduled[post.account, default: 0] += 1 }
            if post.state == .held || post.state == .missed { held[post.account, default: 0] += 1 }
        }
        return realm.accounts.values.sorted { $0.registration.account < $1.registration.account }.map {
            account in
            let known = account.registration
            return AccountInterface.Account(
                account: known.account.text, network: known.network.text, handle: known.handle,
                unit: known.unit?.text,
                owner: known.owner, credentialHolder: known.credentialHolder, endpoint: known.endpoint,
                credential: known.credential, retired: account.retired,
                scheduledPosts: scheduled[known.account] ?? 0,
                heldPosts: held[known.account] ?? 0
            )
        }
    }

    func ruleHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(RuleInterface.Adopt.self) { [self] context, call throws(MethodError) in
                    var classes: [CrisisModel.PostClass] = []
                    for text in call.holdClasses ?? [] {
                        classes.append(try choice("holdClasses", text, CrisisModel.PostClass.self))
                    }
                    let events = try await submit(
                        .adoptRule(
                            RuleAdopted(
                                rule: try name("rule", call.rule), version: 0, kind: call.kind,
                                unit: try name("unit", call.unit), account: try name("account", call.account),
                                language: call.language, windowMinutes: call.windowMinutes,
                                threshold: call.threshold,
                                minimumAuthors: call.minimumAuthors ?? 1, scoreBelow: call.scoreBelow ?? -200,
                                holdClasses: classes, alert: call.alert ?? true
                            )
                        ), context, realm: try realm(call.drill)
                    )
                    guard case .ruleAdopted(let adopted)? = events.first?.event else { throw .internalError }
                    return .init(version: adopted.version)
                },
                method(RuleInterface.List.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    return .init(
                        rules: published.read { state in
                            (state.realms[realm]?.rules.values).map { Array($0) } ?? []
                        }.sorted { $0.adopted.rule < $1.adopted.rule }.map(Self.describeRule)
                    )
                },
                method(RuleInterface.Retire.self) { [self] context, call throws(MethodError) in
                    try await submit(
                        .retireRule(try name("rule", call.rule)), context, realm: try realm(call.drill))
                    return .init()
                },
            ]
        )
    }

    private static func describeRule(_ rule: Rule) -> RuleInterface.Rule {
        RuleInterface.Rule(
            rule: rule.adopted.rule.text, version: rule.adopted.version, kind: rule.adopted.kind,
            unit: rule.adopted.unit?.text, account: rule.adopted.account?.text,
            language: rule.adopted.language,
            windowMinutes: rule.adopted.windowMinutes, threshold: rule.adopted.threshold,
            minimumAuthors: rule.adopted.minimumAuthors, scoreBelow: rule.adopted.scoreBelow,
            holdClasses: rule.adopted.holdClasses.map(\.rawValue), alert: rule.adopted.alert,
            count: Int64(rule.window.trailingCount), firing: rule.window.firing, retired: rule.retired
        )
    }

    func taskHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(TaskInterface.List.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    let tasks = published.read { state in Array((state.realms[realm]?.tasks ?? [:]).values) }
                    return .init(
                        tasks: tasks.filter { call.all == true || $0.doneBy == nil }
                            .sorted { $0.opened.task < $1.opened.task }.map { task in
                                TaskInterface.Task(
                                    task: task.opened.task, title: task.opened.title,
                                    owner: task.opened.owner,
                                    link: task.opened.link, post: task.opened.post?.text,
                                    epoch: task.opened.epoch,
                                    openedAt: task.openedAt.rfc3339, done: task.doneBy != nil,
                                    doneBy: task.doneBy,
                                    note: task.note
                                )
                            }
                    )
                },
                method(TaskInterface.Complete.self) { [self] context, call throws(MethodError) in
                    try await submit(
                        .completeTask(call.task, note: try note("note", call.note)), context,
                        realm: try realm(call.drill)
                    )
                    return .init()
                },
            ]
        )
    }

    func alertHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(AlertInterface.List.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    let alerts = published.read { state in Array((state.realms[realm]?.alerts ?? [:]).values)
                    }
                    return .init(
                        alerts: alerts.filter { call.all == true || $0.state != .acknowledged }
                            .sorted { $0.raised.alert < $1.raised.alert }.map { alert in
                                AlertInterface.Alert(
                                    alert: alert.raised.alert, subject: alert.raised.subject,
                                    text: alert.raised.text,
                                    raisedAt: alert.raisedAt.rfc3339, state: alert.state.rawValue,
                                    history: alert.history, acknowledgedBy: alert.acknowledgedBy
                                )
                            }
                    )
                },
                method(AlertInterface.Acknowledge.self) { [self] context, call throws(MethodError) in
                    try await submit(.acknowledgeAlert(call.alert), context, realm: try realm(call.drill))
                    return .init()
                },
                method(AlertInterface.Test.self) { [self] context, _ throws(MethodError) in
                    let events = try await submit(.testAlert, context)
                    guard case .alertRaised(let raised)? = events.first?.event else { throw .internalError }
                    return .init(alert: raised.alert)
                },
            ]
        )
    }
}
